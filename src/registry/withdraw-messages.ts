import type { CurationContext } from "./curation-context.ts";
import { setSourceWithdrawn } from "./patient-source.ts";
import { savePerson } from "./save-person.ts";
import { setWithdrawn } from "./vaccination/current-state.ts";

/**
 * Take back what came from messages, or give it back: nothing is deleted, so that either can be undone.
 *
 * @returns how many of the messages had said something of a person
 */
export async function setMessagesWithdrawn(
  context: CurationContext,
  messageIds: readonly string[],
  withdrawn: boolean,
): Promise<number> {
  const { curation, registry, codes, newId, nowMs } = context;
  let count = 0;
  for (const messageId of messageIds) {
    const filed = await curation.findFiledMessage(messageId);
    if (filed === undefined || filed.withdrawn === withdrawn) continue;
    const person = await registry.holdPerson(filed.personId);
    if (person === undefined) continue;
    const records = await registry.readRecords(person.id);
    const ids = new Set([messageId]);
    const sources = records.sources.flatMap((source) => {
      const one = setSourceWithdrawn(source, ids, withdrawn);
      return one === source ? [] : [one];
    });
    const reports = records.reports.flatMap((filedReport) => {
      const report = setWithdrawn(filedReport.report, ids, withdrawn);
      return report === filedReport.report ? [] : [{ ...filedReport, report }];
    });
    await savePerson(registry, person, { records, sources, reports, receivedAtMs: nowMs, codes, newId });
    await curation.setMessageWithdrawn(messageId, withdrawn ? nowMs : undefined);
    count += 1;
  }
  return count;
}
