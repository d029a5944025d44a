import type { Access } from './entities.ts';

/** Runs work as one change, all of it or nothing; within a transaction, as a part of that. */
export function atomically<R>({ db, now }: Access, work: (access: Access) => Promise<R>): Promise<R> {
  if (db.isTransaction) return work({ db, now });
  return db.transaction().execute(db => work({ db, now }));
}
