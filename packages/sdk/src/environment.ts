interface Host {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly Deno?: { readonly env: { get(name: string): string | undefined } };
}

/** A variable of the environment; undefined where there is none, as in browsers, or where it may not be read. */
export function environmentVariable(name: string): string | undefined {
  const { process, Deno } = globalThis as Host;
  try {
    return process?.env?.[name] ?? Deno?.env.get(name);
  } catch {
    return undefined;
  }
}
