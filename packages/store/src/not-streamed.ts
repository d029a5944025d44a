/** Nothing here streams rows, which would keep a connection for as long as somebody reads; Kysely wants the method. */
export const notStreamed = (): never => {
  throw new Error('Rows are not streamed; read them in pages');
};
