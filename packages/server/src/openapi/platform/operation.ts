/** What a route of the platform API doesn't say of itself by its schemas. */
export interface PlatformOperation {
  /** Resource and method, as the clients call them: `servers_list`. */
  readonly id: string;
  readonly summary: string;
  /** Whose words its examples are made of, beside those of all. */
  readonly words: string;
  /** Why it may be refused, by status, beside what follows from its parameters and its body. */
  readonly refusals?: Readonly<Record<number, string>>;
  /** Headers that it reads, with what they are for. */
  readonly headers?: Readonly<Record<string, string>>;
  /** How the rest of the path is called, where the route takes all of it. */
  readonly rest?: { readonly name: string; readonly description: string };
  /** The type of a body that isn't JSON. */
  readonly takes?: string;
  /** A body as one would send it, where the words alone don't make one. */
  readonly example?: unknown;
  /** The type of an answer that isn't JSON. */
  readonly gives?: string;
  /** Whether it answers with events, too, where those are asked for. */
  readonly streams?: boolean;
  /** Open to all. Default `false`. */
  readonly isPublic?: boolean;
}

/** Operations by `METHOD /path`, as the route is registered. */
export type PlatformOperations = Readonly<Record<string, PlatformOperation>>;

/** An operation of a resource, by the method of the clients. */
interface NamedOperation extends Omit<PlatformOperation, 'id' | 'words'> {
  /** The method of the clients. */
  readonly name: string;
  readonly words?: string;
}

/** Operations of one resource, under the name of the clients. */
export const operationsOf = (resource: string, operations: Readonly<Record<string, NamedOperation>>) =>
  Object.fromEntries(
    Object.entries(operations).map(([route, { name, ...rest }]) => [
      route,
      { words: resource, ...rest, id: `${resource}_${name}` },
    ]),
  );
