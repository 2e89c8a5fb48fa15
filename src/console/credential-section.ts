import type { CredentialState } from "../accounts/credential.ts";
import { REALMS } from "../kernel/realm.ts";
import { dataTable } from "./data-table.ts";
import { choiceField, folded, hiddenField, inputField, postForm, section } from "./form-fields.ts";
import { type Html, html, type HtmlValue, NOTHING } from "./html.ts";
import { PATHS } from "./paths.ts";
import { instant } from "./show-values.ts";
import { type StateKind, stateMark } from "./state-mark.ts";
import type { OrganizationView, ShownCredential } from "./views/organization.ts";

const STATES: Readonly<Record<CredentialState, readonly [StateKind, string]>> = {
  active: ["good", "active"],
  ending: ["attention", "replaced, ends"],
  suspended: ["bad", "suspended"],
  expired: ["neutral", "expired"],
  revoked: ["neutral", "revoked"],
};

/** Credentials with their last use; the old one of a rotation says whether somebody still logs in with it. */
export function credentialSection(view: OrganizationView, csrf: string): Html {
  const { credentials, contacts, may, onboarding } = view;
  const { id } = onboarding.organization;
  const table = dataTable({
    caption: "Newest first; no secret is stored or shown again",
    columns: [
      { label: "User name", kind: "code" },
      { label: "Realm" },
      { label: "State" },
      { label: "Last used" },
      { label: "Issued" },
      { label: "Expires" },
      ...(may.revoke ? [{ label: "Revoke" }] : []),
    ],
    rows: credentials.map((credential) => credentialRow(id, credential, csrf)),
    empty: "No credential was issued yet.",
  });
  return section("credentials", "Credentials", html`${table}${may.issue && issueForms(id, contacts, csrf)}`);
}

function credentialRow(
  organizationId: string,
  credential: ShownCredential,
  csrf: string,
): readonly HtmlValue[] {
  const { id, username, realm, state, issuedAtMs, expiresAtMs } = credential;
  const [kind, word] = STATES[state];
  const isUsable = state === "active" || state === "ending";
  return [
    username,
    realm,
    stateMark(kind, word),
    lastUse(credential),
    instant(issuedAtMs),
    instant(expiresAtMs),
    isUsable ? revokeForm(organizationId, id, csrf) : NOTHING,
  ];
}

function lastUse({ lastUsedAtMs, lastUsedFrom, isOldStillUsed }: ShownCredential): HtmlValue {
  if (lastUsedAtMs === undefined) return html`<span class="quiet">never</span>`;
  const from = lastUsedFrom !== undefined && html` <span class="quiet">from ${lastUsedFrom}</span>`;
  return html`${instant(lastUsedAtMs)}${from}${isOldStillUsed && html` ${stateMark("attention", "old one still used")}`}`;
}

function revokeForm(organizationId: string, credentialId: string, csrf: string): Html {
  const fields = inputField({
    label: "Reason",
    name: "reason",
    required: true,
    maxlength: 500,
    autocomplete: "off",
  });
  const action = PATHS.revokeCredential(organizationId, credentialId);
  return folded("Revoke…", postForm({ action, csrf, fields, submit: "Revoke now", isGrave: true }));
}

/** Whom the next page is for. */
function handOverField(contacts: OrganizationView["contacts"]): Html {
  return choiceField({
    label: "Hand over",
    name: "deliver",
    choices: [
      ["", "the secret, shown to me"],
      ...contacts.map(({ id, name, role }) => [id, `a one-time page for ${name} (${role})`] as const),
    ],
    hint: "The page of a contact opens once, within 5 business days; the secret is made then.",
  });
}

function issueForms(organizationId: string, contacts: OrganizationView["contacts"], csrf: string): Html {
  const action = PATHS.credentials(organizationId);
  const realm = choiceField({
    label: "Realm",
    name: "realm",
    choices: REALMS.map((one) => [one, one] as const),
  });
  const override = inputField({
    label: "Reason for an early production credential",
    name: "overrideReason",
    maxlength: 500,
    hint: "Only before the stage allows production; audited.",
    autocomplete: "off",
  });
  const overlap = inputField({
    label: "The old one lives on for",
    name: "overlapDays",
    value: "10",
    hint: "Business days, or: now.",
    autocomplete: "off",
  });
  const once = html`<p>The next page shows the secret, or the address of a contact's page, once. You are asked to sign in again.</p>`;
  const handOver = handOverField(contacts);
  return html`${folded("Issue a credential", html`${once}${postForm({ action, csrf, fields: html`${hiddenField("do", "issue")}${realm}${handOver}${override}`, submit: "Issue" })}`)}
${folded("Rotate a credential", html`${once}${postForm({ action, csrf, fields: html`${hiddenField("do", "rotate")}${realm}${handOver}${overlap}`, submit: "Rotate" })}`)}`;
}
