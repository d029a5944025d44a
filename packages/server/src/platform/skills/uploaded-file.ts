import { hash } from 'node:crypto';
import { PlatformError } from '../problem.ts';

/** A file of a form. */
export class UploadedFile {
  readonly name: string;
  readonly content: Buffer;

  constructor(name: string, content: Buffer) {
    this.name = name;
    this.content = content;
  }

  /** For the digest of the arguments in the audit trail. */
  toJSON() {
    return { name: this.name, sha256: hash('sha256', this.content) };
  }
}

/**
 * The fields of a form, files as {@link UploadedFile}; of several with one name, the last.
 *
 * @throws PlatformError 400 `GW_INVALID_REQUEST`
 */
export async function readForm(
  contentType: string | undefined,
  body: Buffer,
): Promise<Record<string, string | UploadedFile>> {
  // Node's own reader of forms.
  const reader = new Response(new Uint8Array(body), { headers: { 'content-type': contentType ?? '' } });
  let form: FormData;
  try {
    form = await reader.formData();
  } catch (cause) {
    throw new PlatformError('GW_INVALID_REQUEST', 400, 'The body is not a form (multipart/form-data)', {
      cause,
    });
  }
  const fields: Record<string, string | UploadedFile> = {};
  for (const [name, value] of form) {
    fields[name] =
      typeof value === 'string'
        ? value
        : new UploadedFile(value.name, Buffer.from(await value.arrayBuffer()));
  }
  return fields;
}
