import { BENCH_FACILITY } from "../bench/bench-message.ts";
import { startGateway } from "../gateway-process.ts";
import { setUpSender } from "../set-up-sender.ts";
import type { ChaosResult } from "./chaos.ts";
import { type Asked, ask, percentile } from "./load.ts";

/** Of each cause; together fewer than the failures after which an address is paced. */
const PAIRS = 80;
/** By how much the two medians may differ. The machine's own noise, measured in the same way, is told beside it. */
const MEDIANS_DIFFER_MAX = 0.2;

function medianMs(asked: readonly Asked[]): number {
  return percentile(
    asked.map(({ durationMs }) => durationMs),
    0.5,
  );
}

/** The text without what is different in each fault. */
function shape({ text }: Asked): string {
  return text.replace(/Reference: [^<]+/, "");
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

/**
 * Whether a name that exists can be told from one that does not by the time of its refusal: wrong passwords for both, in turns,
 * one at a time. After each the right password clears the failures of the name, so that no delay comes in between.
 */
export async function timeRefusals(folder: string): Promise<ChaosResult> {
  const account = await setUpSender(
    { DATA_DIR: folder },
    { name: "Sender", facility: BENCH_FACILITY, realm: "test" },
  );
  const gateway = await startGateway({ dataDir: folder });
  const [known, unknown, first, second]: [Asked[], Asked[], Asked[], Asked[]] = [[], [], [], []];
  try {
    const refused = (username: string): Promise<Asked> =>
      ask(gateway.soapUrl, { ...account, username, secret: "wrong" }, 0);
    for (let pair = 0; pair < PAIRS; pair += 1) {
      const nobody = (): Promise<Asked> => refused(account.username.replace(/.{4}$/, `${1_000 + pair}`));
      const one = async (): Promise<void> => void known.push(await refused(account.username));
      const other = async (): Promise<void> => void unknown.push(await nobody());
      for (const send of pair % 2 === 0 ? [one, other] : [other, one]) await send();
      (pair % 2 === 0 ? first : second).push(...unknown.slice(-1));
      await ask(gateway.soapUrl, account, pair + 1);
    }
  } finally {
    await gateway.stop();
  }
  const differ = medianMs(known) / medianMs(unknown) - 1;
  const noise = medianMs(first) / medianMs(second) - 1;
  const isOne = new Set([...known, ...unknown].map(shape)).size === 1;
  return {
    name: "a name that exists is refused as one that does not",
    promise: "S5",
    held: isOne && Math.abs(differ) <= Math.max(MEDIANS_DIFFER_MAX, 2 * Math.abs(noise)),
    figures: `${PAIRS} of each in turns, ${isOne ? "the same bytes" : "DIFFERENT bytes"}, medians ${medianMs(known).toFixed(2)} and ${medianMs(unknown).toFixed(2)} ms (${percent(differ)}), two halves of one cause ${percent(noise)} apart`,
  };
}
