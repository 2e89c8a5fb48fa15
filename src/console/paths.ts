import type { Realm } from "../kernel/realm.ts";
import type { OnboardingEvent } from "../onboarding/events.ts";
import type { ReviewActKind } from "../onboarding/review-acts.ts";

type Query = Readonly<Record<string, string | undefined>>;

/** A path with what of the query is said; every value is percent-encoded. */
export function withQuery(path: string, query: Query): string {
  const said = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) said.set(name, value);
  return said.size === 0 ? path : `${path}?${said.toString()}`;
}

const part = encodeURIComponent;

function organization(id: string): string {
  return `/organizations/${part(id)}`;
}

function pair(realm: Realm, personId: string, otherId: string): string {
  return `/patients/${realm}/${part(personId)}/${part(otherId)}`;
}

/** Every address of the console. Pages link and post by these, routes stand under them; ids only, never patient data. */
export const PATHS = {
  logIn: "/login",
  logInCode: "/login/code",
  logOut: "/logout",
  account: "/account",
  password: "/account/password",
  totp: "/account/totp",
  stepUp: "/step-up",
  myWork: "/",
  board: "/board",
  boardWith: (query: Query): string => withQuery("/board", query),
  organizations: "/organizations",
  organizationsWith: (query: Query): string => withQuery("/organizations", query),
  organization: (id: string): string => organization(id),
  event: (id: string, event: OnboardingEvent): string => `${organization(id)}/events/${event}`,
  confirm: (pendingId: string): string => `/pending/${part(pendingId)}/confirm`,
  credentials: (id: string): string => `${organization(id)}/credentials`,
  revokeCredential: (id: string, credentialId: string): string =>
    `${organization(id)}/credentials/${part(credentialId)}/revoke`,
  contacts: (id: string): string => `${organization(id)}/contacts`,
  removeContact: (id: string, contactId: string): string =>
    `${organization(id)}/contacts/${part(contactId)}/remove`,
  contactLog: (id: string): string => `${organization(id)}/log`,
  document: (id: string, documentId: string): string => `${organization(id)}/documents/${part(documentId)}`,
  report: (id: string, query: Query = {}): string => withQuery(`${organization(id)}/report`, query),
  reviewAct: (id: string, kind: ReviewActKind | "send" | "settle"): string =>
    `${organization(id)}/report/${kind}`,
  messages: (id: string, query: Query = {}): string => withQuery(`${organization(id)}/messages`, query),
  reveal: (id: string): string => `${organization(id)}/reveal`,
  endReveal: (id: string): string => `${organization(id)}/reveal/end`,
  message: (realm: Realm, id: string): string => `/messages/${realm}/${part(id)}`,
  testBench: "/test-bench",
  download: (name: string): string => `/downloads/${part(name)}`,
  patients: (query: Query = {}): string => withQuery("/patients", query),
  pair: (realm: Realm, personId: string, otherId: string): string => pair(realm, personId, otherId),
  revealPair: (realm: Realm, personId: string, otherId: string): string =>
    `${pair(realm, personId, otherId)}/reveal`,
  mergePair: (realm: Realm, personId: string, otherId: string): string =>
    `${pair(realm, personId, otherId)}/merge`,
  keepApart: (realm: Realm, personId: string, otherId: string): string =>
    `${pair(realm, personId, otherId)}/keep-apart`,
  undoMerge: (realm: Realm, personId: string): string => `/patients/${realm}/${part(personId)}/undo`,
  operations: "/operations",
  audit: (query: Query = {}): string => withQuery("/audit", query),
  oneTime: (link: string): string => `/one-time/${part(link)}`,
  styleSheet: "/assets/style.css",
  script: "/assets/console.js",
  icon: "/assets/icon.svg",
} as const;
