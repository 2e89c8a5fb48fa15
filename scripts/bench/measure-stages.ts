import { join } from "node:path";
import { acknowledge } from "../../src/acknowledgment/acknowledge.ts";
import type { Principal } from "../../src/accounts/principal.ts";
import { readMessage } from "../../src/hl7/read-message.ts";
import { decodeBody } from "../../src/soap/decode-body.ts";
import { createSoapCore, type SoapCore } from "../../src/soap/node-soap-core.ts";
import { readEnvelope } from "../../src/soap/read-envelope.ts";
import { readWsdl } from "../../src/soap/wsdl.ts";
import { answerOnce, type Acknowledged } from "../../src/submission/answer-once.ts";
import { judge, type Judgement } from "../../src/submission/judge.ts";
import { maskSocialSecurityNumbers } from "../../src/submission/mask-social-security-numbers.ts";
import { readSubmission, type Received } from "../../src/submission/read-submission.ts";
import type { Submission } from "../../src/submission/submit-single-message.ts";
import { setUpSender } from "../set-up-sender.ts";
import { BENCH_FACILITY, benchMessage } from "./bench-message.ts";
import { markdownTable } from "./markdown-table.ts";
import { openSpine, type OpenSpine } from "./open-spine.ts";
import { submitEnvelope, type BenchAccount } from "./soap-request.ts";

/** One stage: what it does with the n-th message. */
interface Stage {
  readonly name: string;
  readonly run: (n: number) => unknown;
}

const BATCH = 32;
const WARM_UP_BATCHES = 40;
const BATCHES_PER_ROUND = 20;
const ROUNDS = 5;

/** CPU of this process in one stage for one message, in milliseconds: the best of the rounds. */
async function measure({ run }: Stage, first: number): Promise<number> {
  let n = first;
  const batch = async (): Promise<void> => {
    await Promise.all(Array.from({ length: BATCH }, () => run(n++)));
  };
  for (let count = 0; count < WARM_UP_BATCHES; count += 1) await batch();
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = process.cpuUsage();
    for (let count = 0; count < BATCHES_PER_ROUND; count += 1) await batch();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000 / (BATCHES_PER_ROUND * BATCH));
  }
  return best;
}

interface Prepared {
  readonly spine: OpenSpine;
  readonly core: SoapCore;
  readonly account: BenchAccount;
  readonly principal: Principal;
}

function submissionOf({ account }: Prepared, n: number): Submission {
  return {
    username: account.username,
    password: account.secret,
    facilityId: account.facilityId,
    hl7Message: benchMessage(n),
    remoteAddress: "127.0.0.1",
    requestId: `${n}`,
    receivedAtMs: Date.now(),
  };
}

function receivedOf(prepared: Prepared, n: number): Received {
  return readSubmission(submissionOf(prepared, n), prepared.principal, prepared.spine.test);
}

/** The stages in the order of the way of a message; what a stage needs of earlier ones is made before it is measured. */
function stagesOf(prepared: Prepared): readonly Stage[] {
  const { spine, core, account } = prepared;
  const body = Buffer.from(submitEnvelope(account, benchMessage(0)));
  const envelope = readEnvelope(body.toString("utf8"));
  if (envelope.kind !== "call") throw new Error("the front door refused the benchmark's envelope");
  const text = benchMessage(0);
  const reading = readMessage(text);
  if (reading.kind !== "message") throw new Error("the reader refused the benchmark's message");
  const received = receivedOf(prepared, 0);
  const judgement = judge(received, spine.test, spine.deps);
  const write = (final: Judgement): Acknowledged =>
    acknowledge(received, final, { realm: "test", nowMs: Date.now(), controlId: "BENCH" });
  const { answer } = write(judgement);
  const fresh = (n: number): Received => ({ ...received, controlId: `STAGE-${n}`, payloadHash: `${n}` });
  return [
    {
      name: "front door: decode, strict XML, shape",
      run: () => readEnvelope(decodeBody(body, "application/soap+xml; charset=utf-8") ?? ""),
    },
    {
      name: "node-soap: dispatch by the WSDL, write the answer",
      run: () => core({ operation: envelope.operation, values: envelope.values, run: async () => answer }),
    },
    {
      name: "authenticate: three reads, two keyed hashes",
      run: (n) => spine.authenticate(submissionOf(prepared, n)),
    },
    { name: "read HL7: guard, hl7-standard, tree", run: () => readMessage(text) },
    { name: "search social security numbers", run: () => maskSocialSecurityNumbers(text) },
    { name: "hash the payload", run: () => spine.test.digest.digest("payload", text) },
    { name: "judge: admission, profile, rules", run: () => judge(received, spine.test, spine.deps) },
    { name: "acknowledge", run: () => write(judgement) },
    {
      name: "store: look for a replay, seal, save, commit",
      run: (n) =>
        answerOnce(spine.test, fresh(n), judgement, spine.deps.newId(), () => ({ ackCode: "AA", answer })),
    },
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
  const spine = await openSpine(dataDir);
  try {
    const core = await createSoapCore(readWsdl(), "/miic-ws/client_Service", "1.2");
    const claim = { ...account, password: account.secret, remoteAddress: "127.0.0.1" };
    const principal = await spine.authenticate(claim);
    if (principal === undefined) throw new Error("the benchmark's credential was refused");
    const rows: (readonly [string, number])[] = [];
    let first = 0;
    for (const stage of stagesOf({ spine, core, account, principal })) {
      rows.push([stage.name, await measure(stage, first)]);
      first += 1_000_000;
    }
    const sum = rows.reduce((total, [, ms]) => total + ms, 0);
    return markdownTable(
      ["stage", "CPU ms/message", "share"],
      [...rows, ["sum", sum] as const].map(([name, ms]) => [
        name,
        ms.toFixed(3),
        `${((100 * ms) / sum).toFixed(0)} %`,
      ]),
    );
  } finally {
    await spine.close();
  }
}
