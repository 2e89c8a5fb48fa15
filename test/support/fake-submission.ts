import { GatewayError, type GatewayErrorCode } from "../../src/kernel/gateway-error.ts";
import type { Er7 } from "../../src/hl7/message.ts";
import type { Submission, SubmitSingleMessage } from "../../src/submission/submit-single-message.ts";

export const TEST_CREDENTIAL = {
  username: "lakeclinic",
  password: " not-a-real-one ",
  facilityID: "LAKE01",
} as const;

export const TEST_MESSAGE: string =
  "MSH|^~\\&|DemoEHR|LAKE01|MIIC|MIIC|20260301101500-0600||VXU^V04^VXU_V04|D1|P|2.5.1\r" +
  "PID|1||77^^^LAKE01^MR||Doe^Jo\r" +
  "RXA|0|1|20260301||08^HepB^CVX|0.5\r";

/** Segments of an HL7 text as a lenient reader takes them: trimmed as a whole, however they end. */
export function segmentsOf(text: string | undefined): readonly string[] {
  return (text ?? "")
    .trim()
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "");
}

export function ackTo(text: string, code: string): Er7 {
  const controlId = text.split("|")[9] ?? "";
  return `MSH|^~\\&|MIIC|MIIC|DemoEHR|LAKE01|20260301101501-0600||ACK^V04^ACK|A1|P|2.5.1\rMSA|${code}|${controlId}\r` as Er7;
}

export interface FakeSubmission {
  readonly submit: SubmitSingleMessage;
  /** Every submission that reached the handler, in order. */
  readonly received: Submission[];
  /** What the next submission throws, once, before anything else. */
  failNext: Error | undefined;
  /** What an accepted message is answered with. */
  answer: (text: string) => Er7;
}

function refusalOf(submission: Submission): GatewayErrorCode | undefined {
  const { username, password, facilityId, hl7Message } = submission;
  const isKnown =
    username?.trim() === TEST_CREDENTIAL.username &&
    password === TEST_CREDENTIAL.password &&
    facilityId?.trim() === TEST_CREDENTIAL.facilityID;
  if (!isKnown) return "security";
  if ((hl7Message ?? "").trim() === "") return "empty-message";
  return segmentsOf(hl7Message).filter((line) => line.startsWith("MSH|")).length > 1
    ? "too-many-messages"
    : undefined;
}

/** A handler with one credential and the order of checks of the real one: log-in, then text. */
export function fakeSubmission(): FakeSubmission {
  const fake: FakeSubmission = {
    received: [],
    failNext: undefined,
    answer: (text) => ackTo(text, "AA"),
    submit: async (submission) => {
      fake.received.push(submission);
      const failure = fake.failNext;
      fake.failNext = undefined;
      if (failure !== undefined) throw failure;
      const refusal = refusalOf(submission);
      if (refusal !== undefined) throw new GatewayError(refusal);
      return fake.answer(submission.hl7Message ?? "");
    },
  };
  return fake;
}
