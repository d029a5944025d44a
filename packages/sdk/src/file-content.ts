/** What a file may be given as; text is sent as UTF-8. */
export type FileContent = string | Uint8Array | ArrayBuffer | Blob;

/** The bytes, without a media type of their own. */
export const bytesOf = async (content: FileContent): Promise<ArrayBuffer> =>
  new Blob([content as ArrayBuffer]).arrayBuffer();
