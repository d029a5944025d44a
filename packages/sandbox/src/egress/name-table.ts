/** 127.64.0.0/10: addresses of the command's own loopback that nothing else uses. */
const first = 0x7f400001;
const count = 0x3ffffe;
const mostNames = 10_000;

/**
 * Stands in for the addresses of names: each name that the command looks up gets a loopback address of its own
 * network, so that a connection to it tells which name was meant.
 */
export class NameTable {
  readonly #addresses = new Map<string, string>();
  readonly #names = new Map<string, string>();
  #next = 0;

  /** Names that were not asked for in a long time are forgotten; their addresses are not given to others soon. */
  addressOf(name: string): string {
    const known = this.#addresses.get(name);
    if (known !== undefined) {
      this.#addresses.delete(name);
      this.#addresses.set(name, known);
      return known;
    }
    const number = first + (this.#next++ % count);
    const address = [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');
    this.#forgetOldest();
    this.#addresses.set(name, address);
    this.#names.set(address, name);
    return address;
  }

  nameAt(address: string): string | undefined {
    return this.#names.get(address);
  }

  #forgetOldest(): void {
    if (this.#addresses.size < mostNames) return;
    const [name, address] = this.#addresses.entries().next().value ?? [];
    if (name === undefined || address === undefined) return;
    this.#addresses.delete(name);
    this.#names.delete(address);
  }
}
