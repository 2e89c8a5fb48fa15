import type { DateOnly } from "../kernel/dates.ts";
import type { LetterBlock, LetterKind } from "./letter.ts";
import type { LetterFacts } from "./letter-facts.ts";

interface LetterText {
  readonly subject: string;
  readonly office: string;
  /** Contacts it goes to, by role; when none has one of them, to all. */
  readonly to: readonly ("technical" | "clinical" | "privacy" | "deputy")[];
  /** The schedule stands at the end. */
  readonly hasSchedule: boolean;
  readonly body: (facts: LetterFacts, say: (day: DateOnly) => string) => readonly LetterBlock[];
  readonly source: string;
}

const MNIT = "Minnesota IT Services, for the Minnesota Immunization Information Connection (MIIC)";
const MIIC = "Minnesota Immunization Information Connection (MIIC), Minnesota Department of Health";
const GUIDE = "MIIC onboarding guide";

function paragraph(text: string): LetterBlock {
  return { kind: "paragraph", text };
}

function heading(text: string): LetterBlock {
  return { kind: "heading", text };
}

function list(items: readonly string[]): readonly LetterBlock[] {
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

function sitesBlock({ sites }: LetterFacts): readonly LetterBlock[] {
  if (sites.length === 0) return [];
  const rows = sites.map(({ code, name, mnvfc }): readonly [string, string] => {
    return [code, mnvfc ? `${name} (Minnesota Vaccines for Children)` : name];
  });
  return [heading("Sites"), { kind: "table", rows }];
}

function reportLine({ report }: LetterFacts): readonly LetterBlock[] {
  return report === undefined
    ? []
    : [paragraph("The decision rests on a review report, which we keep unchanged.")];
}

/** The report by its name and digest, for the files. */
function reportNote({ report }: LetterFacts): readonly LetterBlock[] {
  if (report === undefined) return [];
  const { snapshotId, digest } = report;
  const proof = digest === undefined ? "" : `, ${digest}`;
  return [{ kind: "note", text: `Review report: ${snapshotId}${proof}` }];
}

const HANDOVER =
  "This letter holds no password, and we never send one by e-mail. The credential is handed over by a one-time channel to your technical contact. " +
  "Keep it where only the interface reads it, and call us at once when somebody else may have seen it.";

/** The nine letters of onboarding. */
export const LETTER_TEXTS: Readonly<Record<LetterKind, LetterText>> = {
  invitation: {
    subject: "Invitation to set up data exchange with MIIC",
    office: MNIT,
    to: ["technical", "clinical", "deputy"],
    hasSchedule: true,
    body: ({ organization, dueOn }, say) => [
      paragraph(
        `We invite ${organization.name} to set up electronic exchange of immunization data with the Minnesota Immunization Information Connection (MIIC).`,
      ),
      paragraph(
        "In the planning meeting we agree on contacts, sites, volumes and dates. Before the plan ends, please confirm in writing that you",
      ),
      ...list([
        "have the people and the time for this project,",
        "answer our questions without delay, with a contact and a deputy,",
        "meet the due dates, or ask for a change before a due date has passed.",
      ]),
      paragraph(
        dueOn === undefined
          ? "Without your confirmation your organization goes back to the queue and is ranked anew."
          : `Your written confirmation is due by the end of ${say(dueOn)}. Without it your organization goes back to the queue and is ranked anew.`,
      ),
    ],
    source: `${GUIDE}, invitation`,
  },
  "plan-confirmation": {
    subject: "Your onboarding plan is confirmed",
    office: MNIT,
    to: ["technical", "clinical", "deputy"],
    hasSchedule: true,
    body: (facts) => [
      paragraph(
        `Thank you for your written confirmation. The plan of ${facts.organization.name} holds as follows.`,
      ),
      heading("Agreed answers"),
      { kind: "table", rows: facts.plan },
      ...sitesBlock(facts),
      paragraph("Changes are possible until a due date has passed; please ask for them before."),
    ],
    source: `${GUIDE}, written confirmation`,
  },
  "test-credentials": {
    subject: "Credential for the MIIC test environment",
    office: MNIT,
    to: ["technical"],
    hasSchedule: true,
    body: (facts, say) => [
      paragraph(`A credential for the MIIC test environment is being issued for ${facts.organization.name}.`),
      paragraph(HANDOVER),
      heading("What to do next"),
      ...list([
        "Call the connectivity test of the service.",
        "Send one message of your interface and read the answer: AA or AE shows that the transport works.",
        "Tell us; the technical message review then begins.",
      ]),
      ...(facts.dueOn === undefined
        ? []
        : [paragraph(`Please have the transport working by the end of ${say(facts.dueOn)}.`)]),
      ...sitesBlock(facts),
    ],
    source: `${GUIDE}, notice 1`,
  },
  findings: {
    subject: "Findings of the review, and the agreed new date",
    office: MNIT,
    to: ["technical", "deputy"],
    hasSchedule: true,
    body: ({ findings, dueOn, reason }, say) => [
      paragraph(
        dueOn === undefined
          ? "The messages of your interface were reviewed."
          : `The messages of your interface were reviewed. As agreed, the review goes on until the end of ${say(dueOn)}.`,
      ),
      ...(reason === undefined ? [] : [paragraph(`Reason: ${reason}`)]),
      ...(findings.length === 0
        ? [
            paragraph(
              "The review report shows what is open, with control ids, causes and examples of what to send.",
            ),
          ]
        : [heading("Open items"), ...list(findings)]),
    ],
    source: `${GUIDE}, technical message review`,
  },
  "review-result": {
    subject: "Your technical message review is passed",
    office: MNIT,
    to: ["technical", "clinical", "deputy"],
    hasSchedule: true,
    body: (facts) => [
      paragraph(
        `The technical message review of ${facts.organization.name} is complete. Your messages meet the requirements of MIIC.`,
      ),
      ...reportLine(facts),
      paragraph(
        "Next we agree on the day of the move to production and on your plan to watch submissions and answers.",
      ),
      ...reportNote(facts),
    ],
    source: `${GUIDE}, notice 2`,
  },
  "production-credentials": {
    subject: "Credential for MIIC production, and the move",
    office: MNIT,
    to: ["technical", "deputy"],
    hasSchedule: true,
    body: ({ organization, dueOn, catchUp }, say) => [
      paragraph(`A credential for MIIC production is being issued for ${organization.name}.`),
      paragraph(HANDOVER),
      ...(dueOn === undefined
        ? []
        : [
            paragraph(
              `The move is planned for ${say(dueOn)}. MN.IT verifies the connection with your first message in production.`,
            ),
          ]),
      ...(catchUp === undefined
        ? []
        : [
            heading("Doses given during the review"),
            paragraph(
              catchUp.on === undefined
                ? `${catchUp.how} All of them are due in production by the last day of the monitoring.`
                : `${catchUp.how} All of them are due in production by ${say(catchUp.on)}.`,
            ),
          ]),
    ],
    source: `${GUIDE}, notice 3`,
  },
  return: {
    subject: "Your organization is back in the queue",
    office: MNIT,
    to: ["technical", "clinical", "deputy"],
    hasSchedule: false,
    body: ({ organization, reason, dueOn }, say) => [
      paragraph(`${organization.name} is back in the queue for data exchange with MIIC.`),
      ...(reason === undefined ? [] : [paragraph(`Reason: ${reason}`)]),
      paragraph(
        dueOn === undefined
          ? "Your place was computed anew. We invite you again when your turn has come."
          : `Your place was computed anew. As agreed, we do not invite you again before ${say(dueOn)}.`,
      ),
      paragraph(
        "Credentials for the test environment do not work meanwhile. Please go on reporting immunizations to MIIC in your present way.",
      ),
    ],
    source: `${GUIDE}, back to the queue`,
  },
  suspension: {
    subject: "Your connection to MIIC production is suspended",
    office: MNIT,
    to: ["technical", "clinical", "privacy", "deputy"],
    hasSchedule: true,
    body: ({ organization, reason }) => [
      paragraph(
        `The production credential of ${organization.name} is suspended. Messages to production are not accepted until further notice.`,
      ),
      ...(reason === undefined ? [] : [paragraph(`Reason: ${reason}`)]),
      paragraph(
        "Please send to the test environment, where the review goes on, and keep a list of the doses that you give meanwhile: they are due in production afterwards.",
      ),
    ],
    source: "our choice: the guide is silent on a fault found in production",
  },
  ongoing: {
    subject: "Your onboarding is complete: ongoing submission to MIIC",
    office: MIIC,
    to: ["technical", "clinical", "privacy", "deputy"],
    hasSchedule: false,
    body: (facts) => [
      paragraph(
        `This letter confirms that ${facts.organization.name} has completed onboarding with the Minnesota Immunization Information Connection (MIIC) and submits immunization data to production on an ongoing basis.`,
      ),
      ...reportLine(facts),
      ...sitesBlock(facts),
      heading("What stays with you"),
      ...list([
        "Read the answer to every message, and correct and send again what was not accepted.",
        "Watch that every site submits, and tell us when volumes change.",
        "Tell us of a new EHR, a new interface or a new site before it sends.",
        "Renew your credential before it expires; we remind you.",
      ]),
      paragraph(
        "MIIC goes on checking the quality of submissions and tells your technical contact what it finds.",
      ),
      ...reportNote(facts),
    ],
    source: `${GUIDE}, official letter of MIIC staff`,
  },
};
