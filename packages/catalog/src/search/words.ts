import { stemmer } from 'stemmer';
import { asciiWords } from './ascii-words.ts';

/** The words of a text or an identifier, in lower case: `listPullRequests`, `list_pull_requests` and `List pull requests` alike. */
export function wordsOf(text: string): string[] {
  if (!BEYOND_ASCII.test(text)) return asciiWords(text.replaceAll('’', "'"));
  const plain = text.normalize('NFKD').replaceAll(MARKS, '');
  const words = plain.replaceAll(CAMEL, '$1 $2').toLowerCase().match(WORD) ?? [];
  // Upper case first: only so are `ß` and `SS` the same.
  return words.map(word => withoutOwner(word).toUpperCase().toLowerCase());
}

/** What words of one meaning have in common: `files` and `file`, `editing` and `edit`. */
export const stemOf = (word: string): string => (/^[a-z]{3,}$/.test(word) ? stemmer(word) : word);

/** Words that tell nothing of what is looked for. */
export const isStopWord = (word: string): boolean => STOP_WORDS.has(word);

/** As many of a text's characters are read: descriptions can be of any length. */
export const MAX_TEXT = 4_000;

/** What isn't ASCII, but for dashes, quotation marks, arrows and boxes, which are in no word. */
const BEYOND_ASCII = /[^\0-\x7f\u2010-\u2027\u2190-\u21ff\u2500-\u25ff]/;
const MARKS = /\p{Mn}+/gu;
const CAMEL = /([\p{Ll}\p{N}])(\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu;
const WORD = /[\p{L}\p{M}]+(?:['’]\p{L}+)?|\p{N}+/gu;
const withoutOwner = (word: string) => word.replace(/['’].*$/, '');

const STOP_WORDS = new Set(
  `a about all also am an and any are as at be been being but by can could did do does doing don for from had
  has have having he her here hers him his how i if in into is it its itself just let ll may me might mine more
  most my myself need needs no nor not of on once only or other our ours please s shall she should so some
  someone something somebody such t than that the their theirs them then there these they thing things this
  those to too us use used using ve very via want wants was we were what when where whether which while who
  whom whose why will with would you your yours`.split(/\s+/),
);
