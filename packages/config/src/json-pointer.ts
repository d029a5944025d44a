/** The pointer of a child (RFC 6901): `~` and `/` of its key are escaped. */
export function childPointer(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
