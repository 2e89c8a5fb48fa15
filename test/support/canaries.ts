/** Marks that stand for patient data and secrets in a request; none of them may turn up in a log line or a fault. */
export const CANARIES = {
  familyName: "CANARYFAMILY",
  givenName: "CANARYGIVEN",
  birthDate: "19871203",
  street: "CANARYSTREET",
  patientId: "CANARYMRN",
  password: "canary_t_0123456789",
} as const;

/** Shapes that no log line has, whoever wrote it: HL7 segments of people, social security numbers. */
const SHAPES = [
  { name: "PID segment", shape: /\bPID\|/ },
  { name: "NK1 segment", shape: /\bNK1\|/ },
  { name: "SSN", shape: /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/ },
] as const;

/** What the text lets out: names of canaries and shapes, never the text itself. */
export function findLeaks(text: string): readonly string[] {
  const folded = text.toLowerCase();
  const marks = Object.entries(CANARIES)
    .filter(([, mark]) => formsOf(mark).some((form) => folded.includes(form)))
    .map(([name]) => name);
  return [...marks, ...SHAPES.filter(({ shape }) => shape.test(text)).map(({ name }) => name)];
}

/** The mark as it is, and as a careless writer would encode it, in lower case. */
function formsOf(mark: string): readonly string[] {
  const bytes = Buffer.from(mark);
  return [
    mark.toLowerCase(),
    bytes.toString("base64").replace(/=+$/, "").slice(0, -1).toLowerCase(),
    bytes.toString("hex"),
  ];
}
