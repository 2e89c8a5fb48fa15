import { join } from "node:path";
import { acknowledge } from "../../src/acknowledgment/acknowledge.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { decodeBody } from "../../src/soap/decode-body.ts";
import { createSoapCore } from "../../src/soap/node-soap-core.ts";
import { readEnvelope } from "../../src/soap/read-envelope.ts";
import { readWsdl } from "../../src/soap/wsdl.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { contributionOf } from "../../src/review/contribution-of.ts";
import { reviewReceived } from "../../src/submission/review-received.ts";
import { answerOnce } from "../../src/submission/answer-once.ts";
import type { CarriedOut } from "../../src/submission/carried-out.ts";
import { carryOut } from "../../src/submission/carry-out.ts";
import { judge } from "../../src/submission/judge.ts";
import { maskSocialSecurityNumbers } from "../../src/submission/mask-social-security-numbers.ts";
import { readSubmission } from "../../src/submission/read-submission.ts";
import { setUpSender } from "../set-up-sender.ts";
import { BENCH_FACILITY, benchMessage } from "./bench-message.ts";
import { markdownTable } from "./markdown-table.ts";
import { openSpine } from "./open-spine.ts";
import { submitEnvelope } from "./soap-request.ts";
import { type Bench, type Stage, submissionOf, type Work } from "./stage.ts";
import { stagesBeside } from "./stages-beside.ts";

const BATCH = 32;
const WARM_UP_BATCHES = 60;
const BATCHES_PER_ROUND = 20;
const ROUNDS = 5;

function workOf(bench: Bench, n: number): Work {
  const { spine, account, principal } = bench;
  const text = benchMessage(n);
  const received = readSubmission(submissionOf(bench, text), principal, spine.test);
  const judgement = judge(received, spine.test, spine.deps);
  return { n, text, body: Buffer.from(submitEnvelope(account, text)), received, judgement };
}

/** CPU of this process for one message in one stage, in milliseconds: the best of the rounds. Works are made untimed. */
async function measure(bench: Bench, { prepare, run, finish }: Stage, first: number): Promise<number> {
  let n = first;
  const runBatches = async (count: number): Promise<number> => {
    let microseconds = 0;
    for (let batch = 0; batch < count; batch += 1) {
      const works = Array.from({ length: BATCH }, () => workOf(bench, n++));
      for (const work of works) await prepare?.(work);
      const before = process.cpuUsage();
      await Promise.all(works.map(run));
      await finish?.();
      const { user, system } = process.cpuUsage(before);
      microseconds += user + system;
    }
    return microseconds / 1000 / (count * BATCH);
  };
  await runBatches(WARM_UP_BATCHES);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) best = Math.min(best, await runBatches(BATCHES_PER_ROUND));
  return best;
}

function write({ received, judgement }: Work): Omit<CarriedOut, "contribution"> {
  const sending = { realm: "test", nowMs: Date.now(), controlId: "BENCH" } as const;
  return { ...acknowledge(received, judgement, sending), findings: [], alerts: [] };
}

/** The stages in the order of the way of a message. */
function stagesOf(bench: Bench): readonly Stage[] {
  const { spine, core } = bench;
  const { test, deps } = spine;
  const first = workOf(bench, 0);
  const written = write(first);
  const review = ({ received, judgement }: Work, messageId: string): MessageContribution =>
    contributionOf(reviewReceived({ received, judgement, messageId }, deps.codes(), test.digest), {
      ack: written.ackCode,
      controlIdReused: false,
    });
  const contribution = review(first, "");
  const answer = async (): Promise<string> => written.answer;
  return [
    {
      name: "front door: decode, strict XML, shape",
      run: ({ body }) => readEnvelope(decodeBody(body, "application/soap+xml; charset=utf-8") ?? ""),
    },
    {
      name: "the same, and node-soap: dispatch by the WSDL, write",
      run: ({ body }) => {
        const envelope = readEnvelope(body.toString("utf8"));
        if (envelope.kind !== "call") throw new Error("the front door refused the benchmark's envelope");
        return core({ ...envelope, run: answer });
      },
    },
    { name: "authenticate", run: ({ text }) => spine.authenticate(submissionOf(bench, text)) },
    { name: "read HL7: guard, hl7-standard, tree", run: ({ text }) => readMessage(text) },
    { name: "search social security numbers", run: ({ text }) => maskSocialSecurityNumbers(text) },
    { name: "hash the payload", run: ({ text }) => test.digest.digest("payload", text) },
    { name: "judge: admission, profile, rules", run: ({ received }) => judge(received, test, deps) },
    { name: "review: rules a to k", run: (work) => review(work, "BENCH") },
    { name: "acknowledge", run: write },
    {
      name: "store: look for a replay, seal, save, commit",
      run: ({ received, judgement }) => {
        const messageId = deps.newId();
        const carriedOut = { ...written, contribution: { ...contribution, messageId } };
        return answerOnce(test, received, judgement, messageId, async () => carriedOut);
      },
    },
    {
      name: "the same, and record: match the patient, doses",
      run: ({ received, judgement }) => {
        const messageId = deps.newId();
        return answerOnce(test, received, judgement, messageId, (tx, final) =>
          carryOut(
            tx.registry,
            { received, judgement: final, messageId, realm: "test", digest: test.digest },
            deps,
          ),
        );
      },
    },
    ...stagesBeside(bench, review),
  ];
}

/**
 * Measure each stage of the gateway alone, in this process, on SQLite, with as many messages at a time as the load has
 * connections.
 *
 * @returns a Markdown table
 * @throws Error when a stage refuses the benchmark's message
 */
export async function measureStages(folder: string): Promise<string> {
  const dataDir = join(folder, "stages");
  const account = await setUpSender(
    { DATA_DIR: dataDir },
    { name: "Benchmark", facility: BENCH_FACILITY, realm: "test" },
  );
  const spine = await openSpine({ DATA_DIR: dataDir });
  const { newId } = spine.deps;
  const journal = openJournal({ path: join(folder, "journal"), clock: Date.now, newId });
  try {
    const core = await createSoapCore(readWsdl(), "/miic-ws/client_Service", "1.2");
    const claim = { ...account, password: account.secret, remoteAddress: "127.0.0.1" };
    const principal = await spine.authenticate(claim);
    if (principal === undefined) throw new Error("the benchmark's credential was refused");
    const rows: (readonly string[])[] = [];
    const bench: Bench = { spine, core, account, principal, journal };
    for (const [index, stage] of stagesOf(bench).entries()) {
      const ms = await measure(bench, stage, (index + 1) * 100_000);
      rows.push([stage.name, ms.toFixed(3)]);
    }
    return markdownTable(["stage", "CPU ms/message"], rows);
  } finally {
    await journal.close();
    await spine.close();
  }
}
