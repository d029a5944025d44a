type Item = { text?: string; resource?: { text?: string } };
type Result = {
  isError?: unknown;
  content?: unknown;
  contents?: unknown;
  messages?: unknown;
};

/** All text of a result: of a call, of a resource, of a prompt. Throws where the result says that it is an error. */
export function textOf(result: object): string {
  const { content, contents, messages, isError } = result as Result;
  const items = [content, contents, (messages as { content: Item }[] | undefined)?.map(m => m.content)]
    .filter(Array.isArray)
    .flat() as Item[];
  const text = items.map(item => item.text ?? item.resource?.text ?? '').join('\n');
  if (isError === true) throw new Error(text);
  return text;
}
