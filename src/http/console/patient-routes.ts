import { authorize, perform } from "../../accounts/administration.ts";
import type { JsonObject } from "../../accounts/audit-entry.ts";
import { type Act, permits } from "../../accounts/policy.ts";
import { renderPair } from "../../console/pair-page.ts";
import { renderPairs } from "../../console/pairs-page.ts";
import { PATHS } from "../../console/paths.ts";
import type { ComparedRow, PairListView, PairView, ShownSide } from "../../console/views/patients.ts";
import { REALMS } from "../../kernel/realm.ts";
import { RefusedError } from "../../kernel/refused-error.ts";
import { mergePeople, splitMerged } from "../../registry/curate-people.ts";
import type { CurationContext } from "../../registry/curation-context.ts";
import type { Demographics } from "../../registry/matching/demographics.ts";
import type { ShownPerson } from "../../registry/people-browser.ts";
import { curatePerson, keepApart } from "../../submission/curate-person.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import type { ConsoleHandlers } from "./console-router.ts";
import { deskOf } from "./message-routes.ts";
import { type Answer, done, page, type SignedVisit } from "./visit.ts";

type PatientRoute =
  | "GET /patients"
  | "GET /patients/:realm/:patient/:other"
  | "POST /patients/:realm/:patient/:other/reveal"
  | "POST /patients/:realm/:patient/:other/merge"
  | "POST /patients/:realm/:patient/:other/keep-apart"
  | "POST /patients/:realm/:patient/undo";

const PAIRS_MAX = 200;
const MASK = "***";

async function loadPairs(deps: ConsoleDeps, { query }: SignedVisit): Promise<PairListView> {
  const asked = REALMS.filter((realm) => query["realm"] === undefined || query["realm"] === realm);
  const pairs: PairListView["pairs"][number][] = [];
  for (const realm of asked) {
    const found = (await deps.realms[realm]?.people.openPairs(PAIRS_MAX)) ?? [];
    for (const { personId, otherId, reason, score, noticedAt } of found)
      pairs.push({ realm, personId, otherId, reason, score, noticedAt });
  }
  return { pairs };
}

/** One value of the comparison, as text. */
const COMPARED: readonly {
  readonly name: string;
  readonly valueOf: (of: Demographics) => readonly string[];
}[] = [
  { name: "Name", valueOf: ({ names }) => names.map(({ family, given }) => `${family}, ${given}`) },
  { name: "Born", valueOf: ({ birthDate }) => (birthDate === undefined ? [] : [birthDate]) },
  { name: "Sex", valueOf: ({ sex }) => (sex === "" ? [] : [sex]) },
  {
    name: "Mother's maiden name",
    valueOf: ({ motherMaidenName }) =>
      [JSON.stringify(motherMaidenName ?? "")].filter((text) => text !== '""'),
  },
  {
    name: "Multiple birth",
    valueOf: ({ multipleBirth }) => (multipleBirth === undefined ? [] : [String(multipleBirth)]),
  },
  {
    name: "Birth order",
    valueOf: ({ birthOrder }) => (birthOrder === undefined ? [] : [String(birthOrder)]),
  },
  {
    name: "Addresses",
    valueOf: ({ addresses }) => addresses.map((address) => Object.values(address).filter(Boolean).join(", ")),
  },
  { name: "Phones", valueOf: ({ phones }) => phones.map(String) },
  {
    name: "Identifiers",
    valueOf: ({ identifiers }) =>
      identifiers.map(({ value, authority, type }) => `${value} (${authority} ${type})`),
  },
];

function comparedRows(left: Demographics, right: Demographics, isMasked: boolean): readonly ComparedRow[] {
  return COMPARED.map(({ name, valueOf }) => {
    const [one, other] = [valueOf(left), valueOf(right)];
    const shown = (values: readonly string[]): string =>
      isMasked ? (values.length > 0 ? MASK : "") : values.join("; ");
    const isSaid = one.length > 0 && other.length > 0;
    const same = isSaid ? one.some((value) => other.includes(value)) : undefined;
    const row = { name, left: shown(one), right: shown(other) };
    return isMasked || same === undefined ? row : Object.assign(row, { same });
  });
}

function sideOf({ person, records }: ShownPerson, names: ReadonlyMap<string, string>): ShownSide {
  const { id: personId, mergedInto } = person;
  return {
    personId,
    ...(mergedInto !== undefined && { mergedInto }),
    charts: records.sources.map(({ id, organizationId, site }) => ({
      id,
      organization: names.get(organizationId) ?? organizationId,
      site,
      reports: records.reports.filter(({ sourceId }) => sourceId === id).length,
    })),
    vaccinations: records.events.map(({ date, cvx, kind }) => ({ date, cvx, kind })),
  };
}

async function loadPair(
  deps: ConsoleDeps,
  { params, actor }: SignedVisit,
  masked: boolean,
): Promise<PairView> {
  const { realm, people } = deskOf(deps, params["realm"]);
  const [left, right] = [
    await people.show(params["patient"] ?? ""),
    await people.show(params["other"] ?? ""),
  ];
  if (left === undefined || right === undefined)
    throw new RefusedError("not-found", "There is no such pair.");
  const organizations = await deps.accounts.store.listOrganizations();
  const names = new Map(organizations.map(({ id, name }) => [id, name]));
  return {
    realm,
    left: sideOf(left, names),
    right: sideOf(right, names),
    rows: comparedRows(left.person.document.demographics, right.person.document.demographics, masked),
    masked,
    mayDecide: permits(actor, "patient.merge"),
  };
}

/** Who the two are, once, with a reason; written down for both before anything is shown (decision D19). */
async function revealPair(deps: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { params, form, actor } = visit;
  const { patient = "", other = "" } = params;
  const { realm } = deskOf(deps, params["realm"]);
  const view = await loadPair(deps, visit, false);
  for (const object of [patient, other]) {
    const asked = { act: "patient.reveal", object, reason: form["reason"] ?? "" } as const;
    await perform(deps.accounts, actor, asked, async () => ({ value: undefined, object, detail: { realm } }));
  }
  return page(renderPair(visit.frame, view));
}

interface Decision<T extends JsonObject> {
  readonly act: Act;
  readonly personId: string;
  readonly work: (context: CurationContext) => Promise<T>;
}

/** What staff decided, with the reason of the form. */
async function decide<T extends JsonObject>(
  deps: ConsoleDeps,
  { params, form, actor }: SignedVisit,
  decision: Decision<T>,
): Promise<void> {
  await authorize(deps.accounts, actor, { act: decision.act, object: decision.personId });
  const desk = deskOf(deps, params["realm"]);
  await curatePerson(desk.curation(), actor, { ...decision, reason: form["reason"] ?? "" });
}

async function merge(deps: ConsoleDeps, visit: SignedVisit): Promise<Answer> {
  const { patient = "", other = "", realm = "" } = visit.params;
  const from = visit.form["from"];
  if (from !== patient && from !== other)
    throw new RefusedError("usage", "Say which of the two goes into the other.");
  const into = from === patient ? other : patient;
  await decide(deps, visit, {
    act: "patient.merge",
    personId: from,
    work: async (context) => ({ into, ...(await mergePeople(context, from, into)) }),
  });
  return done(
    PATHS.patients({ realm }),
    "Merged. Undo is on the pair's page for as long as nobody merges again.",
  );
}

/** People who may be one, and what staff decide of them. */
export function patientRoutes(deps: ConsoleDeps): Pick<ConsoleHandlers["signed"], PatientRoute> {
  return {
    "GET /patients": async (visit) => page(renderPairs(visit.frame, await loadPairs(deps, visit))),
    "GET /patients/:realm/:patient/:other": async (visit) =>
      page(renderPair(visit.frame, await loadPair(deps, visit, true))),
    "POST /patients/:realm/:patient/:other/reveal": (visit) => revealPair(deps, visit),
    "POST /patients/:realm/:patient/:other/merge": (visit) => merge(deps, visit),
    "POST /patients/:realm/:patient/:other/keep-apart": async (visit) => {
      const { patient = "", other = "", realm = "" } = visit.params;
      const work = (context: CurationContext) => keepApart(context, patient, other);
      await decide(deps, visit, { act: "patient.split", personId: patient, work });
      return done(PATHS.patients({ realm }), "The two stay apart.");
    },
    "POST /patients/:realm/:patient/undo": async (visit) => {
      const { patient = "", realm = "" } = visit.params;
      const work = async (context: CurationContext) => {
        const { intoId, charts } = await splitMerged(context, patient);
        return { from: intoId, charts };
      };
      await decide(deps, visit, { act: "patient.split", personId: patient, work });
      return done(PATHS.patients({ realm }), "The merge is undone.");
    },
  };
}
