// Sizes of what goes to and fro in a request over HTTPS on a connection of its own, in bytes.
/** The client's hello. */
export const hello = 500;
/** The server's hello and certificates. */
export const greeting = 4000;
/** The end of the handshake and the request. */
export const request = 2000;
/** The answer. */
export const response = 16_000;
