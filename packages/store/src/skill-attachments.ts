import { v7 as uuidv7 } from 'uuid';
import type { Access } from './entities.ts';

/** A skill that is offered through a server. */
export interface SkillAttachmentRecord {
  readonly id: string;
  readonly skillId: string;
  readonly serverId: string;
  /** What the server offers because of it. */
  readonly toolsRegistered: readonly string[];
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export class SkillAttachments {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** Once for each pair: attaching again renews what is registered. */
  async attach(
    skillId: string,
    serverId: string,
    toolsRegistered: readonly string[],
  ): Promise<SkillAttachmentRecord> {
    const { db, now } = this.#access;
    return db
      .insertInto('skillAttachments')
      .values({ id: uuidv7(), skillId, serverId, toolsRegistered, createdAt: now() })
      .onConflict(conflict => conflict.columns(['skillId', 'serverId']).doUpdateSet({ toolsRegistered }))
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Whether it was attached. */
  async detach(skillId: string, serverId: string): Promise<boolean> {
    const ofSkill = this.#access.db.deleteFrom('skillAttachments').where('skillId', '=', skillId);
    return (await ofSkill.where('serverId', '=', serverId).executeTakeFirstOrThrow()).numDeletedRows > 0n;
  }

  /** Oldest first. */
  async all(): Promise<SkillAttachmentRecord[]> {
    return this.#access.db.selectFrom('skillAttachments').selectAll().orderBy('id').execute();
  }

  async ofSkill(skillId: string): Promise<SkillAttachmentRecord[]> {
    const ofSkill = this.#access.db.selectFrom('skillAttachments').selectAll().where('skillId', '=', skillId);
    return ofSkill.orderBy('id').execute();
  }

  /** Oldest first. */
  async ofServer(serverId: string): Promise<SkillAttachmentRecord[]> {
    const ofServer = this.#access.db
      .selectFrom('skillAttachments')
      .selectAll()
      .where('serverId', '=', serverId);
    return ofServer.orderBy('id').execute();
  }
}
