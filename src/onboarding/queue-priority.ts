/** What the ranking of a waiting organization looks at. */
export interface QueueInputs {
  /** Contacts with an address, a site with a name: 0 to 4 parts of the registration. */
  readonly registrationParts: number;
  /** May submit and query: bidirectional HL7 v2.5.1 over SOAP. */
  readonly bidirectional: boolean;
  /** At least one site takes part in Minnesota Vaccines for Children. */
  readonly mnvfc: boolean;
  /** Given doses a day that are expected; 0 when nothing is known. */
  readonly dosesPerDay: number;
  /** Organizations that come in with the same project, itself included. */
  readonly organizations: number;
  /** Business days in the queue. */
  readonly waitingDays: number;
  /** Times that it went back to the queue. */
  readonly returns: number;
}

/** A place in the queue with everything it was computed from. */
export interface QueuePriority {
  /** 0 to 100; more is earlier. */
  readonly score: number;
  readonly inputs: QueueInputs;
  /** Points of each factor. */
  readonly points: Readonly<Record<string, number>>;
  /** Staff put another number in the place of the computed one, with a reason. */
  readonly override?: { readonly score: number; readonly reason: string };
}

interface FactorRow {
  readonly id: string;
  readonly text: string;
  /** Points when the share is 1. */
  readonly weight: number;
  /** 0 to 1. */
  readonly share: (inputs: QueueInputs) => number;
  readonly source: string;
}

const MDH = "MDH, onboarding process for data exchange, 2020";

/** Registration is complete with so many parts. */
export const REGISTRATION_PARTS = 4;
const DOSES_PER_DAY_HIGH = 100;
const ORGANIZATIONS_MANY = 10;
const WAITING_DAYS_LONG = 120;
const RETURNS_MANY = 3;

/** Factors that MDH publishes; it publishes no weights, those are ours. */
export const QUEUE_FACTORS: readonly FactorRow[] = [
  {
    id: "registration",
    text: "the registration is complete",
    weight: 15,
    share: ({ registrationParts }) => registrationParts / REGISTRATION_PARTS,
    source: MDH,
  },
  {
    id: "bidirectional",
    text: "sends and queries with HL7 v2.5.1 over SOAP",
    weight: 20,
    share: ({ bidirectional }) => (bidirectional ? 1 : 0),
    source: MDH,
  },
  {
    id: "mnvfc",
    text: "takes part in Minnesota Vaccines for Children",
    weight: 20,
    share: ({ mnvfc }) => (mnvfc ? 1 : 0),
    source: MDH,
  },
  {
    id: "volume",
    text: `expects many given doses (all points from ${DOSES_PER_DAY_HIGH} a day)`,
    weight: 15,
    share: ({ dosesPerDay }) => Math.min(1, dosesPerDay / DOSES_PER_DAY_HIGH),
    source: MDH,
  },
  {
    id: "project",
    text: `one project for many organizations (all points from ${ORGANIZATIONS_MANY})`,
    weight: 10,
    share: ({ organizations }) => Math.min(1, (organizations - 1) / (ORGANIZATIONS_MANY - 1)),
    source: MDH,
  },
  {
    id: "waiting",
    text: `has waited long (all points from ${WAITING_DAYS_LONG} business days)`,
    weight: 10,
    share: ({ waitingDays }) => Math.min(1, waitingDays / WAITING_DAYS_LONG),
    source: MDH,
  },
  {
    id: "readiness",
    text: `did not go back to the queue before (no points from ${RETURNS_MANY} times)`,
    weight: 10,
    share: ({ returns }) => Math.max(0, 1 - returns / RETURNS_MANY),
    source: "our choice: a returned case is ranked anew",
  },
];

/** Rank a waiting organization; the same inputs give the same score. */
export function queuePriority(inputs: QueueInputs): QueuePriority {
  const points = Object.fromEntries(
    QUEUE_FACTORS.map(({ id, weight, share }) => [id, Math.round(weight * share(inputs))]),
  );
  return { score: Object.values(points).reduce((sum, value) => sum + value, 0), inputs, points };
}

/** The number that the queue is ordered by. */
export function effectiveScore(priority: QueuePriority | undefined): number {
  return priority?.override?.score ?? priority?.score ?? 0;
}
