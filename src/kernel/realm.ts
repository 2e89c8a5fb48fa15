/** The two worlds an organization sends to. They share no table, no file and no pool (decision D5). */
export const REALMS = ["test", "production"] as const;
export type Realm = (typeof REALMS)[number];

/** @returns whether `text` names a realm */
export function isRealm(text: string): text is Realm {
  return REALMS.some((realm) => realm === text);
}
