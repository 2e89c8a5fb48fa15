import type { CodeSets } from "../codes/code-sets.ts";
import type { ComponentContent, FieldContent, RepetitionContent } from "../hl7/encode-message.ts";
import type { Field, Repetition } from "../hl7/message.ts";
import { leafAt } from "../hl7/value-at.ts";
import { isDateOnly, parseHl7Day } from "../kernel/dates.ts";
import { judgeCode } from "../validation/check-value.ts";

/** A CE as the guide's value sets have it, whatever spelling a sender used; undefined when the code is in none of them. */
export function codedValue(
  codes: CodeSets,
  tables: readonly string[],
  code: string,
): readonly [string, string, string] | undefined {
  if (code === "") return undefined;
  const verdict = judgeCode(codes, tables, code);
  if (verdict.kind === "unknown") return undefined;
  if (verdict.kind === "mapped") return [verdict.code, verdict.name, verdict.system];
  if (tables[0] === "MVX") return [code, codes.mvx.get(code)?.name ?? "", "MVX"];
  const row = tables.map((table) => codes.tables.get(table)?.get(code)).find((found) => found !== undefined);
  return row && [row.code, row.name, row.system];
}

/** The code alone, where the field is an ID or IS. */
export function codeOnly(codes: CodeSets, table: string, code: string): string | undefined {
  return codedValue(codes, [table], code)?.[0];
}

/** Repetitions as a field; undefined when there is none. */
export function repeated(repetitions: readonly RepetitionContent[]): FieldContent {
  return repetitions.length === 0 ? undefined : { repetitions };
}

/** `YYYYMMDD` of a date or time that begins with a real day; undefined otherwise. */
export function dayOnly(text: string): string | undefined {
  return parseHl7Day(text)?.replaceAll("-", "");
}

/** `YYYYMM` or `YYYYMMDD` of an expiry date; undefined when it is neither. */
export function monthOrDay(text: string): string | undefined {
  if (text.length >= 8) return dayOnly(text);
  return /^\d{6}$/.test(text) && isDateOnly(`${text.slice(0, 4)}-${text.slice(4)}-01`) ? text : undefined;
}

/** Components 1 to `last` of a repetition, one of them replaced. */
function components(
  repetition: Repetition,
  last: number,
  replaced: Readonly<Record<number, string>>,
): readonly ComponentContent[] {
  return Array.from(
    { length: last },
    (_, index) => replaced[index + 1] ?? repetition[index]?.slice(0, 1) ?? "",
  );
}

/** XPN: family to prefix and the type; the degree (XPN.6) is not sent (CDC guide R1.5, XPN). */
export function cleanNames(codes: CodeSets, field: Field, type?: string): FieldContent {
  const named = field.filter((name) => leafAt(name, 1) !== "" || leafAt(name, 2) !== "");
  return repeated(
    named.map((name) =>
      components(name, 7, { 6: "", 7: type ?? codeOnly(codes, "HL70200", leafAt(name, 7)) ?? "L" }),
    ),
  );
}

/** XAD: street to country and the type (CDC guide R1.5, XAD). */
export function cleanAddresses(codes: CodeSets, field: Field): FieldContent {
  const placed = field.filter((address) => address.slice(0, 6).some(([leaf = ""]) => leaf !== ""));
  return repeated(
    placed.map((address) =>
      components(address, 7, { 7: codeOnly(codes, "HL70190", leafAt(address, 7)) ?? "L" }),
    ),
  );
}

const NETWORK = "NET";
const PRIMARY_RESIDENCE = "PRN";

function cleanPhone(codes: CodeSets, phone: Repetition): readonly RepetitionContent[] {
  const use = codeOnly(codes, "HL70201", leafAt(phone, 2)) ?? PRIMARY_RESIDENCE;
  const equipment = codeOnly(codes, "HL70202", leafAt(phone, 3)) ?? "";
  if (use === NETWORK) {
    const address = leafAt(phone, 4);
    return address === "" ? [] : [["", NETWORK, equipment, address]];
  }
  const [area, local] = [leafAt(phone, 6), leafAt(phone, 7)];
  if (!/^\d{7}$/.test(local)) return [];
  return [["", use, equipment, "", "", /^\d{3}$/.test(area) ? area : "", local]];
}

/** XTN: area code and local number, or an e-mail address; what was sent in another form is left out. */
export function cleanPhones(codes: CodeSets, field: Field): FieldContent {
  return repeated(field.flatMap((phone) => cleanPhone(codes, phone)));
}

/** CX with number, authority and type; others cannot be sent (CDC guide R1.5, CX). */
export function cleanIdentifiers(codes: CodeSets, field: Field): readonly RepetitionContent[] {
  return field.flatMap((id): readonly RepetitionContent[] => {
    const type = codeOnly(codes, "HL70203", leafAt(id, 5));
    const namespace = leafAt(id, 4);
    if (leafAt(id, 1) === "" || namespace === "" || type === undefined) return [];
    return [[leafAt(id, 1), "", "", namespace, type]];
  });
}

/** XCN without a number where its authority or type is missing: a name says who, half a number nothing. */
export function cleanProvider(codes: CodeSets, provider: Repetition | undefined): FieldContent {
  if (provider === undefined) return undefined;
  const type = codeOnly(codes, "HL70203", leafAt(provider, 13));
  const isNumbered = leafAt(provider, 1) !== "" && leafAt(provider, 9) !== "" && type !== undefined;
  if (!isNumbered && leafAt(provider, 2) === "" && leafAt(provider, 3) === "") return undefined;
  return isNumbered
    ? components(provider, 13, { 7: "", 8: "", 11: "", 12: "", 13: type })
    : components(provider, 6, { 1: "" });
}
