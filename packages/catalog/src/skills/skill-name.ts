const longest = 64;

/**
 * A name in the form that the format has for it: up to 64 of `a-z`, `0-9` and single hyphens, so that `My Skill`
 * becomes `my-skill`; undefined where nothing is left. Source: Agent Skills specification, "name".
 */
export function skillName(text: string): string | undefined {
  const plain = text.slice(0, 1_000).normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter(Boolean);
  return words.join('-').slice(0, longest).replace(/-$/, '') || undefined;
}
