/** Where a number may stand that a double can't hold: sixteen digits, or an exponent of three. */
const SUSPECT = /[:,[\n\r\t] *-?\d(?:[\d.]{15}|[\d.]{0,15}[eE][+-]?\d{3})/;
const SUSPECTS = /[:,[\n\r\t] *(-?\d(?:[\d.]{15,}|[\d.]{0,15}(?=[eE][+-]?\d{3}))(?:[eE][+-]?\d+)?)/g;

/** Not in the library's types yet; in every Node that is supported. */
const exact = JSON as unknown as {
  rawJSON(text: string): object;
  isRawJSON(value: unknown): value is object;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
  ): unknown;
};

/**
 * `JSON.parse` that loses no digits: a number that a double can't hold (2^53 + 1, 1e400) becomes what
 * `JSON.rawJSON` makes of its source, so that `JSON.stringify` gives the same digits back. All others are
 * numbers as ever, and texts without any cost one look. Looked at are the values within an object or array.
 *
 * @throws SyntaxError when the text is not JSON
 */
export function parseJson(text: string): unknown {
  if (!SUSPECT.test(text) || !hasInexact(text)) return JSON.parse(text);
  return exact.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && !isExact(source) ? exact.rawJSON(source) : value,
  );
}

/** Whether a value that {@link parseJson} gave is a number that a double can't hold. */
export function isRawNumber(value: unknown): value is object {
  return exact.isRawJSON(value);
}

/** Also `true` for digits within a string, which only costs time. */
function hasInexact(text: string): boolean {
  for (const [, candidate] of text.matchAll(SUSPECTS)) if (!isExact(candidate!)) return true;
  return false;
}

/** Whether the number that `source` becomes is written as the same decimal again. */
function isExact(source: string): boolean {
  const written = String(Number(source));
  return written === source || decimal(written) === decimal(source);
}

/** One spelling for each decimal number: sign, digits without zeros at either end, and the exponent of the last. */
function decimal(number: string): string | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  if (whole === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}
