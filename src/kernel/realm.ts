/** The two worlds an organization sends to. They share no table, no file and no pool (decision D5). */
export const REALMS = ["test", "production"] as const;
export type Realm = (typeof REALMS)[number];
