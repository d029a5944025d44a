import type { Requirement } from '../requirement.ts';

export const badInput: readonly Requirement[] = [
  {
    id: 'bad-input:answers:no-stack',
    sentence: 'No answer of any route holds a stack.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:body:refused-before-read',
    sentence:
      'A body over the limit is refused by its announced size before it is read, and cut off at the limit otherwise.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:bytes:refused',
    sentence: 'Bytes that are no HTTP are answered with 400 or a closed connection, and change nothing.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:call:refused',
    sentence: 'A call with one wrong member is refused with 400 and `{error}`.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:memory:flat',
    sentence: "Refused requests leave the gateway's memory where it was.",
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:numbers:nan',
    sentence: '`NaN`, infinities and other numbers that are no JSON are refused as `Invalid JSON`.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:paths:encoded',
    sentence: 'Encoded paths reach no route that the plain path would not.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:refused:changes-nothing',
    sentence: 'A refused request makes no session.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'bad-input:routes:no-5xx',
    sentence:
      "No request of any method, path, content type and body is answered with a 5xx that isn't an upstream's fault.",
    source: 'issue 3, Bad input',
  },
];
