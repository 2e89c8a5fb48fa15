import { compareVaccineCodes } from "../../codes/crosswalk.ts";
import { type DoseScope, type Hit, HOLDS, placeIn } from "../rule.ts";
import type { SentCode } from "../subject.ts";

/**
 * Whether the two codes of a dose name the same vaccine: a hit where they name two, advice where one names the vaccine group of
 * the other (review rules, section 2.5).
 *
 * @param cvx the code that the dose is stored by, if one is a CVX
 */
export function crosswalkHits({ dose, subject }: DoseScope, cvx: SentCode | undefined): readonly Hit[] {
  const [first, second] = dose.codes;
  if (first === undefined || second === undefined) return HOLDS;
  const verdict = compareVaccineCodes(subject.setting.tables.codes, first.meaning, second.meaning);
  if (verdict !== "disagree" && verdict !== "narrower") return HOLDS;
  const other = first === cvx ? second : first;
  return [
    {
      location: placeIn(dose.rxa, 5, other.component),
      value: cvx?.code ?? dose.meant[0] ?? "",
      shape: `${other.system ?? ""} ${other.code}`,
      ...(verdict === "narrower" && { isAdvice: true }),
    },
  ];
}
