/** Who sends a message, as far as the transport knows it. */
export interface Sender {
  readonly principal: string;
  /** Where from; absent on stdio. */
  readonly address?: string;
}
