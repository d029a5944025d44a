declare const sealed: unique symbol;

/**
 * A secret in the form in which it is kept: encrypted, as text. The store never sees a secret itself; whoever
 * seals says so with this type, and no plain string fits into a column for secrets by mistake.
 */
export type Sealed = string & { readonly [sealed]: true };
