import type { Access } from './entities.ts';

/** What the gateway remembers of itself: its owner's id, the state of its key. */
export interface SettingRecord {
  readonly name: string;
  readonly value: string;
}

export class Settings {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async get(name: string): Promise<string | undefined> {
    const setting = this.#access.db.selectFrom('settings').select('value').where('name', '=', name);
    return (await setting.executeTakeFirst())?.value;
  }

  async set(name: string, value: string): Promise<void> {
    const insert = this.#access.db.insertInto('settings').values({ name, value });
    await insert.onConflict(conflict => conflict.column('name').doUpdateSet({ value })).execute();
  }

  /** The value that was set first; of replicas that start at once, one sets it and all get it. */
  async ensure(name: string, value: string): Promise<string> {
    const insert = this.#access.db.insertInto('settings').values({ name, value });
    await insert.onConflict(conflict => conflict.column('name').doNothing()).execute();
    return (await this.get(name)) ?? value;
  }
}
