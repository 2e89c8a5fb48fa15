import { openSync, writeSync } from "node:fs";
import { devNull } from "node:os";
import { createPinoLog } from "../../src/http/pino-log.ts";
import { standardOutput } from "../../src/http/standard-output.ts";
import type { Log } from "../../src/kernel/log.ts";
import type { MessageContribution } from "../../src/review/contribution.ts";
import { countPending } from "../../src/review/count-pending.ts";
import { answerEntry } from "../../src/submission/answer-entry.ts";
import { logAnswered } from "../../src/submission/log-answered.ts";
import { createSubmitSingleMessage } from "../../src/submission/submit-single-message.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { type Bench, type Stage, submissionOf, type Work } from "./stage.ts";

/** Lines as the server writes them, into nothing. */
function quietLog(): Log {
  const nowhere = openSync(devNull, "w");
  const destination = standardOutput((_output, bytes, offset) => writeSync(nowhere, bytes, offset));
  const metrics = createMetrics("bench", () => Promise.reject(new Error("nobody reads these metrics")));
  return metrics.counting(createPinoLog({ level: "info", clock: Date.now, destination }));
}

/**
 * What a message costs beside the stages of its way, and then the whole way without HTTP and node-soap.
 *
 * @param review what a message adds to the review under an id
 */
export function stagesBeside(
  bench: Bench,
  review: (work: Work, messageId: string) => MessageContribution,
): readonly Stage[] {
  const { test, deps } = bench.spine;
  const { organizationId } = bench.principal;
  const { journal } = bench;
  const log = quietLog();
  const submit = createSubmitSingleMessage({ ...deps, log });
  const answered = { answer: "", ackCode: "AA", ruleIds: [], isReplay: false, alerts: [] } as const;
  return [
    {
      name: "log: two lines, counted as metrics",
      run: ({ text, received }) => {
        const { bytes } = received;
        logAnswered(log, submissionOf(bench, text), received, { ...answered, messageId: deps.newId() });
        const facts = { operation: "submitSingleMessage", soapVersion: "1.2", httpStatus: 200 } as const;
        log("info", "request-answered", { requestId: deps.newId(), durationMs: 1, bytes, ...facts });
      },
    },
    {
      name: "journal: a line, one sync for what arrives together (with ACK_JOURNAL)",
      run: ({ received, judgement }) =>
        journal.append([
          answerEntry(received, judgement, { ...answered, messageId: deps.newId() }, Date.now()),
        ]),
    },
    {
      name: "count for the review, in the background",
      prepare: (work) =>
        test.store.transaction("bench", (tx) =>
          tx.review.saveContribution(organizationId, review(work, deps.newId())),
        ),
      run: () => {},
      finish: () => countPending(test.store, organizationId, { dataKind: "real", markers: [] }),
    },
    {
      name: "the whole way without HTTP, node-soap and counting: authenticate to log",
      run: ({ text }) => submit(submissionOf(bench, text)),
    },
  ];
}
