import type { Kysely } from 'kysely';
import { atomically } from './atomically.ts';
import type { Database } from './database.ts';
import type { Access } from './entities.ts';
import type { Sealed } from './sealed.ts';

type SealedColumns<T> = {
  [C in keyof T]: C extends `sealed${string}` ? C : never;
}[keyof T];
type WithSecrets = {
  [T in keyof Database]: SealedColumns<Database[T]> extends never ? never : T;
}[keyof Database];

/** Every column for secrets, with what tells the rows of its table apart. The compiler sees to it that none is missing. */
const secrets = {
  servers: { key: 'id', columns: { sealedConfig: true } },
  credentials: { key: 'id', columns: { sealedValue: true } },
  oauthApps: { key: 'id', columns: { sealedClientSecret: true, sealedRegistrationToken: true } },
  oauthStates: { key: 'stateHash', columns: { sealedVerifier: true } },
  connections: { key: 'id', columns: { sealedSecret: true, sealedRefreshToken: true } },
  bundles: { key: 'id', columns: { sealedKey: true } },
  sandboxes: { key: 'id', columns: { sealedEnv: true } },
} satisfies {
  [T in WithSecrets]: { key: keyof Database[T]; columns: Record<SealedColumns<Database[T]>, true> };
};

type AnyTable = Kysely<Record<string, Record<string, string | null>>>;

/**
 * Seals every secret anew, as one change: for a new key. `reseal` opens with the old and seals with the new one;
 * when it throws, nothing has changed. Gives the number of secrets.
 */
export async function resealAll(access: Access, reseal: (sealed: Sealed) => Sealed): Promise<number> {
  return atomically(access, async ({ db }) => {
    const any = db as unknown as AnyTable;
    let count = 0;
    for (const [table, { key, columns }] of Object.entries(secrets)) {
      for (const column of Object.keys(columns)) {
        const rows = await any
          .selectFrom(table)
          .select([key, column])
          .where(column, 'is not', null)
          .execute();
        for (const row of rows) {
          const fresh = reseal(row[column] as Sealed);
          await any
            .updateTable(table)
            .set({ [column]: fresh })
            .where(key, '=', row[key]!)
            .execute();
          count++;
        }
      }
    }
    return count;
  });
}

/** Any secret that is kept; undefined when there is none. All are sealed with one key. */
export async function anySealed({ db }: Access): Promise<Sealed | undefined> {
  const any = db as unknown as AnyTable;
  for (const [table, { columns }] of Object.entries(secrets)) {
    for (const column of Object.keys(columns)) {
      const row = await any.selectFrom(table).select(column).where(column, 'is not', null).executeTakeFirst();
      if (row) return row[column] as Sealed;
    }
  }
  return undefined;
}
