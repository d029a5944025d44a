import { randomBytes } from 'node:crypto';

/** A form with a file, as HTTP clients send it. */
export function skillForm(name: string, content: string | Uint8Array, fields: Record<string, string> = {}) {
  const boundary = randomBytes(16).toString('hex');
  const part = (head: string, value: string | Uint8Array) =>
    Buffer.concat([
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      Buffer.from(value),
      Buffer.from('\r\n'),
    ]);
  const body = Buffer.concat([
    ...Object.entries(fields).map(([field, value]) => part(`name="${field}"`, value)),
    part(`name="file"; filename="${name}"\r\nContent-Type: application/octet-stream`, content),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
