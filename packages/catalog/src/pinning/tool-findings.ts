import type { JsonObject } from '@gw/mcp-client';
import { pinnedParts } from './pinned-parts.ts';

/** Something in a tool's definition that people should look at before they trust it. */
export interface ToolFinding {
  /** JSON pointer into the definition. */
  readonly pointer: string;
  readonly kind: 'hidden-characters' | 'instruction';
  /** What it is, in words; with the text around it, hidden characters written out. */
  readonly detail: string;
}

/** More are not told of. */
const maxFindings = 50;
const maxDepth = 32;
/** Longer texts are looked at this far, so that a huge one costs its server and nobody else. */
const maxText = 64 * 1024;

/**
 * Characters that people don't see and models read: controls, format characters (zero-width ones, those that turn the
 * direction of text, tags), private ones, and variation selectors of the second kind; but no line breaks, and no signs
 * that are seen though they count as format. Source: Unicode, General_Category.
 */
const hidden =
  /(?:(?![\t\n\r\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2])[\p{Cc}\p{Cf}\p{Co}]|[\u{e0100}-\u{e01ef}])+/gu;

/** A joiner within an emoji or a word of a script that needs it is no trick. */
const joined =
  /(?<=\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f|\p{Script=Arabic}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Tamil}|\p{Script=Malayalam}|\p{Script=Sinhala})[\u200c\u200d](?=\p{L}|\p{M}|\p{Extended_Pictographic})/gu;

/** Words that speak to the model about more than the tool. None of them can take long, whatever the text. */
const instructions: readonly (readonly [RegExp, string])[] = [
  [
    /<\/?\s?(?:important|system|instructions?|secret|hidden|admin|assistant)\s?>/i,
    'a tag that poses as a part of the prompt',
  ],
  [
    /\b(?:ignore|disregard|forget|override)\s(?:all\s|any\s|the\s|your\s|of\s){0,3}(?:previous|prior|above|earlier|other|system)\s?(?:instruction|prompt|rule|message|tool|context)?/i,
    'tells the model to set aside what it was told',
  ],
  [
    /\b(?:do\snot|don't|never|without)\s(?:ever\s)?(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|notify(?:ing)?|reveal(?:ing)?|show(?:ing)?|let(?:ting)?)\s(?:this\sto\s|it\sto\s|anything\sto\s)?(?:the\s|to\sthe\s)?user/i,
    'tells the model to keep something from the user',
  ],
  [
    /\b(?:before|after|when|whenever|prior\sto)\s(?:using|calling|invoking|you\suse|you\scall)\s(?:this|any|other|all|every|the)\s(?:other\s)?tools?\b.{0,80}?\b(?:must|always|first|read|send|include|pass)\b/i,
    'tells the model what to do around calls',
  ],
  [
    /\b(?:system\sprompt|developer\smessage|chat\shistory|conversation\shistory|previous\smessages)\b/i,
    "speaks of the model's own conversation",
  ],
  [
    /(?:~\/|\/home\/|\/root\/|\$HOME\/)?\.(?:ssh|aws|gnupg|kube|netrc|env)\b|\bid_(?:rsa|ed25519)\b|\bmcp\.json\b/i,
    'names files in which secrets are kept',
  ],
  [
    /\byou\s(?:must|should|have\sto|are\srequired\sto)\s(?:always|also|first|never)\b/i,
    'orders the model about',
  ],
];

/** What in the pinned parts of a definition hides from people or speaks to the model; at most fifty places. */
export function toolFindings(definition: JsonObject): ToolFinding[] {
  const found: ToolFinding[] = [];
  look('', pinnedParts(definition), 0, found);
  return found.slice(0, maxFindings);
}

function look(pointer: string, value: unknown, depth: number, found: ToolFinding[]): void {
  if (found.length >= maxFindings || depth > maxDepth) return;
  if (typeof value === 'string') found.push(...inText(pointer, value.slice(0, maxText)));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      found.push(...inText(at, key.slice(0, maxText)));
      look(at, inner, depth + 1, found);
    }
  }
}

function inText(pointer: string, text: string): ToolFinding[] {
  const findings: ToolFinding[] = [];
  const [first, ...others] = text.replace(joined, '').matchAll(hidden);
  if (first) {
    const more = others.length > 0 ? `, and in ${others.length} more places` : '';
    const detail = `characters that are not seen: ${shown(first[0])}${more}`;
    findings.push({ pointer, kind: 'hidden-characters', detail });
  }
  // Hidden characters may stand between the letters of a word.
  const plain = text.replace(hidden, '').replace(/\s+/g, ' ');
  for (const [pattern, meaning] of instructions) {
    const match = pattern.exec(plain);
    if (match)
      findings.push({ pointer, kind: 'instruction', detail: `${meaning}: "${match[0].slice(0, 200)}"` });
  }
  return findings;
}

/** Characters by their numbers; tag characters as the letters that they stand for, too. */
function shown(characters: string): string {
  const points = Array.from(characters, character => character.codePointAt(0) ?? 0);
  const numbers = points.slice(0, 8).map(point => `U+${point.toString(16).toUpperCase().padStart(4, '0')}`);
  const tags = points.filter(point => point >= 0xe0020 && point <= 0xe007e);
  const spelled =
    tags.length > 0
      ? ` (spells "${String.fromCodePoint(...tags.slice(0, 200).map(point => point - 0xe0000))}")`
      : '';
  return `${numbers.join(' ')}${points.length > 8 ? ' …' : ''}${spelled}`;
}
