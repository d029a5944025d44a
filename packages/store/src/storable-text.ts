/**
 * Text as both databases can keep it: PostgreSQL takes no NUL, and neither takes half of a surrogate pair. Each
 * becomes U+FFFD, on both, so that a record reads back the same wherever it was written.
 */
export const storableText = (text: string): string => text.toWellFormed().replaceAll('\0', '\uFFFD');
