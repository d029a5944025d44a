/** Each with the HTTP status that it stands for. */
const statuses = {
  /** There is no skill with this id. */
  GW_SKILL_NOT_FOUND: 404,
  /** There is no catalog of this name, or it has no such skill. */
  GW_SKILL_NOT_OFFERED: 404,
  /** The skill is not attached to the server. */
  GW_SKILL_NOT_ATTACHED: 404,
  /** Another skill of this name is attached to the server. */
  GW_SKILL_NAME_TAKEN: 409,
  /** A Git repository can't be read from here: git is missing, or the address is not allowed. */
  GW_SKILL_SOURCE_REFUSED: 422,
  /** A Git repository could not be read: it is not there, too large, too slow, or no repository. */
  GW_SKILL_SOURCE_FAILED: 502,
} as const;

export type SkillErrorCode = keyof typeof statuses;

/** What goes wrong with skills. Messages are made to be shown; what was given and isn't right is a `CatalogError`. */
export class SkillError extends Error {
  override readonly name = 'SkillError';
  readonly code: SkillErrorCode;
  /** The HTTP status that the code stands for. */
  readonly status: number;

  constructor(code: SkillErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = statuses[code];
  }
}
