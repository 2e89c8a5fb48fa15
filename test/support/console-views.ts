import { STAGES } from "../../src/accounts/organization.ts";
import type { AccountView, ProblemView } from "../../src/console/views/account.ts";
import type { MessageListView, MessageView, TestBenchView } from "../../src/console/views/messages.ts";
import type { AuditView, OperationsView } from "../../src/console/views/operations.ts";
import type {
  DeliveryView,
  IssuedCredentialView,
  OrganizationListView,
  OrganizationView,
  ShownCredential,
} from "../../src/console/views/organization.ts";
import type { PairListView, PairView } from "../../src/console/views/patients.ts";
import type { ReportView } from "../../src/console/views/report.ts";
import type { BoardCard, BoardView, MyWorkView } from "../../src/console/views/work.ts";
import { minnesotaBusinessDays } from "../../src/kernel/business-days.ts";
import type { HistoryEntry } from "../../src/onboarding/history-entry.ts";
import { scheduleOf } from "../../src/onboarding/schedule.ts";
import { causesOf } from "../../src/onboarding/sent-finding.ts";
import { STAGE_TABLE } from "../../src/onboarding/stages.ts";
import { SHOWN_COMPARISON, SHOWN_REPORT } from "./console-report.ts";
import { day, FULL_PLAN, morningOf, registeredOn } from "./onboarding.ts";
import { eligibility, given, historical, vxu } from "./review-messages.ts";

const NORTHFIELD = { organizationId: "org-northfield", organization: "Northfield Clinic" };
const AT_MS = Date.parse("2026-11-18T15:42:00Z");
const HOUR_MS = 3_600_000;

export const ACCOUNT_VIEW: AccountView = {
  username: "rivera",
  role: "reviewer",
  mustChangePassword: false,
  mustEnrolTotp: true,
  hasTotp: false,
  enrolment: {
    qr: Array.from({ length: 29 }, (_row, y) =>
      Array.from({ length: 29 }, (_cell, x) => (x * 7 + y * 13 + x * y) % 3 === 0 || x === 0 || y === 0),
    ),
    key: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP",
  },
  passwordLengthMin: 15,
};

export const PROBLEM_VIEW: ProblemView = {
  status: 404,
  title: "Not found",
  text: "There is no such organization, or it is not one of yours.",
  requestId: "01J0ZK3M7C",
  back: { href: "/organizations", text: "Organizations" },
};

export const MY_WORK_VIEW: MyWorkView = {
  due: [
    {
      organizationId: "org-lakeside",
      organization: "Lakeside Family Practice",
      task: {
        kind: "overdue",
        text: "the due date has passed: decide, return, or set a new day as late",
        role: "reviewer",
        dueOn: day("2026-11-16"),
      },
      daysLeft: -2,
    },
    {
      ...NORTHFIELD,
      task: {
        kind: "sign-review",
        text: "review the messages; on the last day sign, extend or return",
        role: "reviewer",
        dueOn: day("2026-11-18"),
      },
      daysLeft: 0,
    },
    {
      organizationId: "org-iron",
      organization: "Iron Range Pediatrics",
      task: {
        kind: "get-confirmation",
        text: "get the written confirmation of the plan",
        role: "reviewer",
        dueOn: day("2026-11-20"),
      },
      daysLeft: 2,
    },
  ],
  other: [
    {
      organizationId: "org-prairie",
      organization: "Prairie Pharmacy Group",
      task: { kind: "invite", text: "invite when its turn has come", role: "reviewer" },
    },
  ],
  isCut: true,
  failedGates: [{ ...NORTHFIELD, realm: "test", rules: ["c", "i"] }],
  reviewsUnknown: 2,
  findings: [
    {
      ...NORTHFIELD,
      realm: "test",
      rule: "c",
      title: "the birth date is missing",
      owner: "Ada Lind",
      dueOn: day("2026-11-16"),
      daysLeft: -2,
    },
  ],
  pending: [
    {
      pendingId: "p-1",
      organizationId: "org-lakeside",
      organization: "Lakeside Family Practice",
      event: "go-live",
      askedBy: "lind",
      askedAt: "2026-11-17T20:10:00Z",
      mayConfirm: true,
    },
    {
      pendingId: "p-2",
      ...NORTHFIELD,
      event: "return",
      askedBy: "rivera",
      askedAt: "2026-11-18T14:00:00Z",
      mayConfirm: false,
    },
  ],
  openIncidents: 1,
};

function card(organization: string, change: Partial<BoardCard>): BoardCard {
  const organizationId = `org-${organization.toLowerCase().split(" ")[0] ?? ""}`;
  return { organizationId, organization, dayInStage: 1, overdue: false, suspended: false, ...change };
}

const CARDS: Readonly<Record<string, readonly BoardCard[]>> = {
  REGISTERED: [card("Mesabi Hospital", { next: { role: "registrar", text: "rank the organization" } })],
  QUEUED: [
    card("Prairie Pharmacy Group", {
      dayInStage: 41,
      queue: { rank: 1, score: 78 },
      next: { role: "reviewer", text: "invite when its turn has come" },
    }),
    card("Riverbend Urgent Care", {
      dayInStage: 12,
      queue: { rank: 2, score: 55 },
      next: { role: "reviewer", text: "invite when its turn has come" },
    }),
    card("Stillwater School Health", {
      dayInStage: 3,
      queue: { rank: 3, score: 31 },
      next: { role: "reviewer", text: "invite when its turn has come" },
    }),
  ],
  PLAN_REVIEW: [
    card("Iron Range Pediatrics", {
      dayInStage: 3,
      dueOn: "2026-11-20",
      daysLeft: 2,
      next: { role: "reviewer", text: "get the written confirmation of the plan" },
    }),
  ],
  TECH_REVIEW: [
    card("Lakeside Family Practice", {
      dayInStage: 22,
      dueOn: "2026-11-16",
      daysLeft: -2,
      overdue: true,
      next: { role: "reviewer", text: "the due date has passed: decide, return, or set a new day as late" },
    }),
    card("Northfield Clinic", {
      dayInStage: 20,
      dueOn: "2026-11-18",
      daysLeft: 0,
      next: { role: "reviewer", text: "review the messages; on the last day sign, extend or return" },
    }),
    card("Northfield Clinic East", {
      parent: "Northfield Clinic",
      dayInStage: 6,
      dueOn: "2026-12-09",
      daysLeft: 13,
      suspended: true,
      next: { role: "reviewer", text: "review the messages; on the last day sign, extend or return" },
    }),
  ],
  PROD_MONITORING: [
    card("Duluth Children's Center", {
      dayInStage: 4,
      dueOn: "2026-11-27",
      daysLeft: 6,
      next: { role: "reviewer", text: "watch the live traffic; on the last day sign or extend" },
    }),
  ],
  ONGOING: [card("Winona Health", { dayInStage: 120 }), card("Bemidji Clinics", { dayInStage: 88 })],
};

export const BOARD_VIEW: BoardView = {
  columns: STAGES.map((stage) => {
    const cards = CARDS[stage] ?? [];
    const late = cards.filter(({ overdue }) => overdue).length;
    const further = stage === "QUEUED" ? { further: "/board?stage=QUEUED&after=0969+2026-10-01~org-3" } : {};
    const column = { stage, means: STAGE_TABLE[stage].means, organizations: cards.length, late, cards };
    return Object.assign(column, further);
  }),
  asked: {},
};

export const ORGANIZATIONS_VIEW: OrganizationListView = {
  name: "",
  organizations: [
    {
      id: "org-northfield",
      name: "Northfield Clinic",
      stage: "TECH_REVIEW",
      sites: ["NORTHC", "NORTHC-2"],
      suspended: false,
    },
    {
      id: "org-east",
      name: "Northfield Clinic East",
      stage: "TECH_REVIEW",
      sites: ["NORTHE"],
      suspended: true,
    },
    { id: "org-winona", name: "Winona Health", stage: "ONGOING", sites: ["WINONA"], suspended: false },
  ],
};

const REVIEW_FROM = day("2026-10-20");

function entry(
  seq: number,
  change: Partial<HistoryEntry> & Pick<HistoryEntry, "event" | "from" | "to" | "day">,
): HistoryEntry {
  return {
    caseId: "case-1",
    seq,
    atMs: morningOf(change.day),
    actor: "rivera",
    osUser: "rivera",
    role: "reviewer",
    late: false,
    startedOn: change.day,
    documents: [],
    ...change,
  };
}

const HISTORY: readonly HistoryEntry[] = [
  entry(1, {
    event: "rank",
    from: "REGISTERED",
    to: "QUEUED",
    day: day("2026-09-14"),
    actor: "lind",
    osUser: "lind",
    role: "registrar",
  }),
  entry(2, {
    event: "invite",
    from: "QUEUED",
    to: "INVITED",
    day: day("2026-10-01"),
    dueOn: day("2026-10-07"),
    documents: ["MIIC-2026-0041"],
  }),
  entry(3, {
    event: "meet",
    from: "INVITED",
    to: "PLAN_REVIEW",
    day: day("2026-10-05"),
    startedOn: day("2026-10-01"),
    dueOn: day("2026-10-07"),
  }),
  entry(4, {
    event: "confirm-plan",
    from: "PLAN_REVIEW",
    to: "PLAN_CONFIRMED",
    day: day("2026-10-07"),
    documents: ["MIIC-2026-0044"],
  }),
  entry(5, {
    event: "start-test-setup",
    from: "PLAN_CONFIRMED",
    to: "TEST_SETUP",
    day: day("2026-10-08"),
    dueOn: day("2026-10-15"),
  }),
  entry(6, {
    event: "begin-review",
    from: "TEST_SETUP",
    to: "TECH_REVIEW",
    day: REVIEW_FROM,
    dueOn: day("2026-11-18"),
    late: true,
    reason: "first message answered AA on 2026-10-19",
    askedBy: "lind",
  }),
];

const CREDENTIAL = {
  id: "cred-2",
  organizationId: "org-northfield",
  realm: "test",
  username: "t-northc-7k2m",
  issuedAtMs: Date.parse("2026-11-02T15:00:00Z"),
  expiresAtMs: Date.parse("2027-11-02T18:00:00Z"),
  lastUsedAtMs: AT_MS - HOUR_MS,
  lastUsedFrom: "198.51.100.0/24",
  state: "active",
  isOldStillUsed: false,
} as const satisfies ShownCredential;

const NORTHFIELD_CASE = {
  ...registeredOn(day("2026-09-14")),
  stage: "TECH_REVIEW",
  clock: { startedOn: REVIEW_FROM, daysBefore: 0, dueOn: day("2026-11-18") },
} as const;

export const ORGANIZATION_VIEW: OrganizationView = {
  onboarding: {
    organization: {
      id: "org-northfield",
      name: "Northfield Clinic",
      stage: "TECH_REVIEW",
      zone: "America/Chicago",
      ackWarnings: "AE",
      may: ["submit", "query"],
      suspended: false,
      productionOverride: false,
      sites: [
        { code: "NORTHC", name: "Northfield Main Street", mnvfc: true, from: day("2026-09-14") },
        { code: "NORTHC-2", name: "Northfield Occupational Health", mnvfc: false, from: day("2026-09-14") },
        {
          code: "NORTHC-OLD",
          name: "Northfield Annex",
          mnvfc: false,
          from: day("2026-09-14"),
          until: day("2026-10-31"),
        },
      ],
    },
    case: NORTHFIELD_CASE,
    stage: "TECH_REVIEW",
    dayInStage: 20,
    overdue: false,
    schedule: scheduleOf(minnesotaBusinessDays, day("2026-11-18"), {
      case: NORTHFIELD_CASE,
      history: HISTORY,
      goLiveOn: day("2026-11-23"),
    }),
    openTasks: [
      {
        kind: "due-today",
        text: "the last day is reached: decide, or agree on a new day today",
        role: "reviewer",
        dueOn: day("2026-11-18"),
      },
      {
        kind: "sign-review",
        text: "review the messages; on the last day sign, extend or return",
        role: "reviewer",
        dueOn: day("2026-11-18"),
      },
    ],
    history: HISTORY,
    plan: {
      version: 2,
      plan: { ...FULL_PLAN, goLiveOn: day("2026-11-23") },
      atMs: morningOf(day("2026-10-07")),
    },
    documents: [
      {
        id: "doc-1",
        number: "MIIC-2026-0041",
        organizationId: "org-northfield",
        caseId: "case-1",
        kind: "invitation",
        title: "Invitation to the onboarding",
        atMs: morningOf(day("2026-10-01")),
        bytes: 18_342,
        sha256: "00",
      },
      {
        id: "doc-2",
        number: "MIIC-2026-0044",
        organizationId: "org-northfield",
        caseId: "case-1",
        kind: "attachment",
        title: "confirmation.txt",
        atMs: morningOf(day("2026-10-07")),
        bytes: 812,
        sha256: "00",
      },
    ],
  },
  daysLeft: 0,
  contacts: [
    {
      id: "c-1",
      organizationId: "org-northfield",
      role: "technical",
      name: "Ada Testperch",
      email: "ada@clinic.example",
      addedAtMs: AT_MS,
    },
    {
      id: "c-2",
      organizationId: "org-northfield",
      role: "clinical",
      name: "Bo Testmallard",
      email: "bo@clinic.example",
      addedAtMs: AT_MS,
    },
  ],
  credentials: [
    CREDENTIAL,
    {
      ...CREDENTIAL,
      id: "cred-1",
      username: "t-northc-1a9q",
      state: "ending",
      issuedAtMs: Date.parse("2026-10-08T15:00:00Z"),
      expiresAtMs: Date.parse("2026-11-20T18:00:00Z"),
      supersededBy: "cred-2",
      isOldStillUsed: true,
    },
  ],
  events: [
    { event: "sign-review", fields: ["reason"], needsStepUp: true, twoPerson: true },
    { event: "extend-review", fields: ["until", "reason"], needsStepUp: false, twoPerson: false },
    { event: "return", fields: ["reason"], needsStepUp: false, twoPerson: false },
    { event: "pause", fields: ["until", "reason", "late"], needsStepUp: false, twoPerson: false },
  ],
  may: { issue: true, revoke: true, contacts: true, report: true, messages: true },
  log: [
    {
      id: "log-1",
      organizationId: "org-northfield",
      atMs: Date.parse("2026-11-16T16:00:00Z"),
      by: "rivera",
      kind: "call",
      text: "the mapping of RXA-5 is mended on Monday",
    },
  ],
  pending: [{ pendingId: "p-2", event: "return", askedBy: "lind", mayConfirm: true }],
};

export const ISSUED_VIEW: IssuedCredentialView = {
  ...NORTHFIELD,
  realm: "production",
  username: "p-northc-9w3k",
  secret: "example-secret-that-opens-nothing",
  facilityId: "NORTHC",
  expiresAt: "2027-11-18T18:00:00.000Z",
};

export const DELIVERY_VIEW: DeliveryView = {
  ...NORTHFIELD,
  realm: "production",
  contact: "Robin Larsen",
  email: "robin.larsen@northfield.example",
  address: "https://console.example/one-time/example-link-that-opens-nothing",
  expiresAt: "2026-11-25T23:00:00.000Z",
};

const SHOWN_FINDINGS: ReportView["findings"] = causesOf(SHOWN_REPORT)
  .slice(0, 2)
  .map(({ rule, cause }, at) => ({
    id: `finding-${at}`,
    organizationId: "org-northfield",
    realm: "test",
    rule,
    cause,
    owner: { contactId: "c-1", role: "technical", name: "Ada Lind" },
    sentOn: day("2026-11-09"),
    dueOn: day("2026-11-17"),
    sentAtMs: AT_MS,
    sentBy: "rivera",
    reason: "as told",
    state: "open",
  }));

export const REPORT_VIEW: ReportView = {
  report: SHOWN_REPORT,
  organizationId: "org-northfield",
  realms: ["test", "production"],
  asked: { compareFrom: "2026-11-02", compareTo: "2026-11-04" },
  comparison: SHOWN_COMPARISON,
  acts: ["waive", "attest", "mark", "clear"],
  maySend: true,
  findings: SHOWN_FINDINGS,
  sign: "sign-review",
};

const FINDINGS: MessageView["message"]["findings"] = [
  { rule: "RXA-3-FUTURE", severity: "E", location: "RXA^1^3", errorCode: "999" },
  { rule: "PID-10", severity: "W", location: "PID^1^10^1^1", errorCode: "103" },
  { rule: "RV-A04", severity: "I", location: "RXA^2^5^1^4", errorCode: "0" },
  { rule: "PID-13", severity: "I", location: "PID^1^13", errorCode: "0" },
];

const RULES: Readonly<Record<string, string>> = {
  "RXA-3-FUTURE":
    "RXA-3 Date/Time Start of Administration is in the future. Send the day on which the dose was given or refused.",
  "PID-10": "PID-10.1 holds a code that is in no table. Send a code of CDCREC.",
  "RV-A04": "The second code of RXA-5 is missing. Send the NDC of the package beside the CVX.",
  "PID-13": "No phone number. Send one when the patient has one.",
};

const SENT: string = vxu({
  pid: { 10: "9999-9^Unknown^CDCREC", 13: "" },
  orders: [
    given({ 3: "20301224" }),
    given({ 5: "115^Tdap^CVX" }, [eligibility("V02"), "NTE|1||pH < 7 & <b>bold</b>"]),
    historical("20230110", "03^MMR^CVX"),
  ],
});

const ANSWER = [
  "MSH|^~\\&|MIIC|MIIC|EHR|NORTHC|20261118094200-0600||ACK^V04^ACK|MIIC-88121|P|2.5.1|||NE|NE|||||Z23^CDCPHINVS",
  "MSA|AE|NC-1",
  "ERR||RXA^1^3|999^Application error^HL70357|E|1^Illogical date error^HL70533||RXA-3-FUTURE|Not stored: RXA-3 Date/Time Start of Administration is in the future",
  "",
].join("\r");

const LISTED = {
  id: "01J9Z4T6NORTHC1",
  receivedAt: "2026-11-18T15:42:07.120Z",
  controlId: "NC-1",
  type: "VXU^V04",
  ackCode: "AE",
  bytes: SENT.length,
  replays: 2,
  findings: FINDINGS,
} as const;

export const MESSAGES_VIEW: MessageListView = {
  ...NORTHFIELD,
  realms: ["test", "production"],
  query: { realm: "test", ack: "AE" },
  rows: [
    LISTED,
    {
      ...LISTED,
      id: "01J9Z4T6NORTHC2",
      controlId: "NC-2-a-rather-long-control-id-of-an-interface-engine",
      ackCode: "AA",
      replays: 0,
      findings: [],
    },
    {
      ...LISTED,
      id: "01J9Z4T6NORTHC3",
      controlId: "",
      ackCode: "AR",
      type: "ADT^A04",
      replays: 0,
      findings: FINDINGS.slice(0, 1),
    },
  ],
  older: "/organizations/org-northfield/messages?realm=test&before=x",
  newest: "/organizations/org-northfield/messages?realm=test",
};

export const MESSAGE_VIEW: MessageView = {
  ...NORTHFIELD,
  realm: "test",
  message: LISTED,
  request: { raw: SENT },
  answer: { raw: ANSWER },
  rules: RULES,
  mayReveal: true,
};

export const BENCH_VIEW: TestBenchView = {
  result: {
    answer: "AE",
    profile: "Z22",
    findings: FINDINGS.map(({ rule, severity, location = "", errorCode }) => {
      return { ruleId: rule, severity, place: location, errorCode, text: RULES[rule] ?? "" };
    }),
    doses: [
      { number: 1, vaccine: "MMR", date: "2030-12-24", stored: false },
      { number: 2, vaccine: "Tdap", date: "2026-11-16", stored: true },
    ],
    text: SENT.replaceAll("\r", "\n"),
  },
  ladders: [
    {
      ...NORTHFIELD,
      rungs: [
        {
          title: "The credential works in test",
          state: "passed",
          seen: "2026-11-02 10:12, t-northc-7k2m",
          remedy: "",
        },
        {
          title: "A message was answered AA or AE",
          state: "not-seen",
          seen: "so far 3 answers AR",
          remedy: "Read ERR-8 of the newest answer: MSH-4 must be one of your sites.",
        },
        {
          title: "A connection test came",
          state: "unknown",
          seen: "the test carries no name",
          remedy: "Send connectivityTest; the answer repeats your text.",
        },
        {
          title: "The credential works in production",
          state: "failed",
          seen: "the stage does not allow it yet",
          remedy: "Wait for the move to production.",
        },
      ],
    },
  ],
  downloads: [
    {
      name: "cdc-immunization.wsdl",
      href: "/downloads/cdc-immunization.wsdl",
      means: "the contract, with the address of this service",
    },
    { name: "client-python.py", href: "/downloads/client-python.py", means: "a client in Python with zeep" },
  ],
  serviceUrl: "https://miic.example/miic-ws/client_Service",
  messageBytesMax: 262_144,
};

export const PAIRS_VIEW: PairListView = {
  pairs: [
    {
      realm: "production",
      personId: "P-100231",
      otherId: "P-100877",
      reason: "possible",
      score: 7.25,
      noticedAt: "2026-11-17T13:00:00.000Z",
    },
    {
      realm: "test",
      personId: "P-9",
      otherId: "P-12",
      reason: "one-identifier",
      score: 3,
      noticedAt: "2026-11-18T09:30:00.000Z",
    },
  ],
};

export const PAIR_VIEW: PairView = {
  realm: "production",
  left: {
    personId: "P-100231",
    charts: [{ id: "ch-1", organization: "Northfield Clinic", site: "NORTHC", reports: 12 }],
    vaccinations: [
      { date: "2023-01-10", cvx: "03", kind: "historical" },
      { date: "2026-11-16", cvx: "115", kind: "administered" },
    ],
  },
  right: {
    personId: "P-100877",
    charts: [{ id: "ch-2", organization: "Winona Health", site: "WINONA", reports: 2 }],
    vaccinations: [{ date: "2023-01-10", cvx: "03", kind: "administered" }],
  },
  rows: [
    { name: "Family name", left: "Testperch", right: "Testpearch", same: false },
    { name: "Given name", left: "Wren", right: "Wren", same: true },
    { name: "Birth date", left: "2022-03-09", right: "2022-03-09", same: true },
    { name: "Address", left: "625 Robert St N, Saint Paul 55155", right: "" },
    { name: "Phone", left: "651-555-0107", right: "507-555-0142", same: false },
  ],
  masked: true,
  mayDecide: true,
};

export const OPERATIONS_VIEW: OperationsView = {
  gauges: [
    { name: "Messages in the last hour", value: "412", state: "good", means: "traffic as on other weekdays" },
    { name: "Answer time, 95 of 100", value: "48 ms", state: "good", means: "limit 500 ms" },
    {
      name: "Free disk",
      value: "6.1 GB",
      state: "warn",
      means: "below 10 GB. Make room or move DATA_DIR; at 1 GB nothing is accepted.",
    },
    {
      name: "Newest backup",
      value: "3 days old",
      state: "bad",
      means: "older than one day. Run iis backup, and look at why the timer did not.",
    },
    { name: "Outbox", value: "not known", state: "unknown", means: "no mail server is set" },
  ],
  traffic: [
    {
      realm: "test",
      hours: Array.from({ length: 24 }, (_hour, index) => ({
        at: new Date(AT_MS - (23 - index) * HOUR_MS).toISOString(),
        AA: Math.round(40 + 30 * Math.sin(index / 3)),
        AE: index % 5,
        AR: index % 11 === 0 ? 2 : 0,
        faults: index === 20 ? 6 : 0,
      })),
    },
  ],
  expiring: [
    {
      ...NORTHFIELD,
      realm: "test",
      username: "t-northc-1a9q",
      expiresAt: "2026-11-20T18:00:00.000Z",
      lastUsedAt: "2026-11-18T14:00:00.000Z",
    },
  ],
  expiringCount: 54,
  alerts: [
    { at: "2026-11-18T12:00:00.000Z", text: "No messages from Duluth Children's Center for 2 business days" },
  ],
};

export const AUDIT_VIEW: AuditView = {
  rows: [
    {
      seq: 1204,
      atMs: AT_MS,
      actor: "rivera",
      osUser: "rivera",
      source: "console",
      action: "message.reveal",
      object: "01J9Z4T6NORTHC1",
      outcome: "done",
      reason: "sample of the review, day 20",
      detail: { realm: "test", organization: "org-northfield" },
      hash: "00",
    },
    {
      seq: 1203,
      atMs: AT_MS - HOUR_MS,
      actor: "night-job",
      osUser: "miic",
      source: "cli",
      action: "credential.rotate",
      object: "",
      outcome: "refused",
      detail: {},
      hash: "00",
    },
  ],
  older: "/audit?before=1203",
  asked: { action: "message.reveal" },
};
