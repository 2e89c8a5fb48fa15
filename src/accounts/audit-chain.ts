import { type AuditEntry, canonicalJson } from "./audit-entry.ts";

/** HMAC-SHA-256 under the audit key of the vault; fixed length, text. */
export type ChainMac = (text: string) => string;

/** Where the chain ends. Sealed by a MAC of its own, which is kept nowhere else once the next row is written. */
export interface ChainHead {
  readonly seq: number;
  /** Hash of row `seq`; `""` before the first row. */
  readonly hash: string;
  readonly seal: string;
}

/** One row as it is stored: the detail as its canonical JSON text. */
export interface ChainRow extends Omit<AuditEntry, "detail"> {
  readonly seq: number;
  readonly detailJson: string;
  readonly hash: string;
}

export type ChainVerdict =
  | { readonly kind: "intact"; readonly rows: number }
  /** `seq`: the first place that does not fit. */
  | { readonly kind: "broken"; readonly rows: number; readonly seq: number };

/** Hash of a row: over the hash before it and every field, in one canonical text. */
export function chainHash(mac: ChainMac, before: string, row: Omit<ChainRow, "hash">): string {
  const { seq, atMs, actor, osUser, source, action, object, outcome, reason, detailJson } = row;
  const fields = [before, seq, atMs, actor, osUser, source, action, object, outcome, reason ?? null];
  return mac(`row\0${canonicalJson([...fields, detailJson])}`);
}

/** The head after a row. */
export function headAt(mac: ChainMac, seq: number, hash: string): ChainHead {
  return { seq, hash, seal: mac(`head\0${seq}\0${hash}`) };
}

/** Checks a trail row by row; finds what was changed, removed, put in, reordered or cut off. */
export interface ChainCheck {
  /** Rows in the order of `seq`. */
  add(row: ChainRow): void;
  finish(head: ChainHead | undefined): ChainVerdict;
}

/** @param hasActs whether the database holds what only audited acts make; an empty trail is then broken */
export function createChainCheck(mac: ChainMac, hasActs: boolean): ChainCheck {
  let rows = 0;
  let before = "";
  let brokenSeq: number | undefined;
  return {
    add: (row) => {
      rows += 1;
      if (brokenSeq !== undefined) return;
      if (row.seq !== rows || row.hash !== chainHash(mac, before, row)) brokenSeq = rows;
      before = row.hash;
    },
    finish: (head) => {
      if (brokenSeq !== undefined) return { kind: "broken", rows, seq: brokenSeq };
      const isEmpty = rows === 0 && head?.seq === 0 && head.seal === "" && !hasActs;
      if (isEmpty) return { kind: "intact", rows };
      const expected = headAt(mac, rows, before);
      const isSealed = rows > 0 && head?.seq === rows && head.hash === before && head.seal === expected.seal;
      return isSealed ? { kind: "intact", rows } : { kind: "broken", rows, seq: rows + 1 };
    },
  };
}
