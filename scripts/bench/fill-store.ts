import { fillPostgres } from "./fill-postgres.ts";
import { fillSqlite } from "./fill-sqlite.ts";
import { type PatientSpan, type SealedPatients, sealPatients } from "./sealers.ts";

/** Where a gateway keeps what it has; `DATABASE_URL` absent: SQLite. */
export interface StorePlace {
  readonly DATA_DIR: string;
  readonly DATABASE_URL?: string;
}

/** Puts rows into a store. */
export type TakeRows = (sealed: SealedPatients) => Promise<void> | void;

const PROGRESS_EVERY = 100_000;

/**
 * Put the benchmark's patients into the test realm of a store, past the message: people, charts, sealed reports and events, identifiers and
 * match keys, as the first message of each would leave them. No message is stored. Indexes and references are off meanwhile and built
 * in order afterwards. Nobody else may use the store.
 *
 * @param organizationId whose patients they are
 */
export async function fillStore(
  place: StorePlace,
  organizationId: string,
  span: PatientSpan,
  progress: (text: string) => void,
): Promise<void> {
  let count = span.from;
  const fill = async (take: TakeRows): Promise<void> => {
    const secretsDir = `${place.DATA_DIR}/secrets`;
    await sealPatients({ secretsDir, organizationId }, span, async (sealed) => {
      await take(sealed);
      const before = count;
      count += sealed.count;
      if (Math.floor(count / PROGRESS_EVERY) > Math.floor(before / PROGRESS_EVERY))
        progress(`growth: ${count} patients`);
    });
    progress("growth: building the indexes");
  };
  const { DATABASE_URL: url } = place;
  await (url === undefined ? fillSqlite(`${place.DATA_DIR}/test.db`, fill) : fillPostgres(url, "test", fill));
}
