import { CELL } from "../contribution-cells.ts";
import { countAt, countsUnder, groupedBy, type NamedCount, shareOf, totalOf } from "../report/cell-reader.ts";
import {
  NOTHING_FOUND,
  percent,
  type PopulationFinding,
  type PopulationScope,
} from "./population-finding.ts";

type Test = (scope: PopulationScope) => readonly PopulationFinding[];

/** Share of AI/AN eligibility and of AI/AN patients may differ so much. */
const NATIVE_SHARE_GAP = 0.2;
/** A lot form is odd below this share, when another has nearly all. */
const ODD_FORM_SHARE = 0.02;
const USUAL_FORM_SHARE = 0.95;

/** Fields that vary in nature, by their name in "codes received" (K10). */
const VARYING_FIELDS = ["RXR-1", "RXR-2", "RXA-6", "OBX 30963-3", "PID-15"] as const;

interface Largest {
  readonly value: string;
  readonly count: number;
}

function largest(counts: ReadonlyMap<string, number>): Largest | undefined {
  const [first] = [...counts].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return first === undefined ? undefined : { value: first[0], count: first[1] };
}

const constantEligibility: Test = ({ tally, thresholds }) => {
  const counts = countsUnder(tally.total, "child");
  const n = totalOf(counts);
  const top = largest(groupedBy(counts, 0));
  if (top === undefined || n < thresholds.constantDosesMin) return NOTHING_FOUND;
  const sites = groupedBy(counts, 1).size;
  const share = top.count / n;
  if (sites < 2 || share < thresholds.constantShareMin || top.value === "(empty)") return NOTHING_FOUND;
  const text = `${top.value} on ${percent(share)} of ${n} doses under 19 at ${sites} sites`;
  return [{ id: "RV-C09", subject: top.value, text, objects: n, share }];
};

const missingMedicaid: Test = ({ tally, thresholds, sites }) => {
  const counts = countsUnder(tally.total, "child");
  const mnvfc = new Set(sites.filter((site) => site.mnvfc).map(({ code }) => code));
  return [...mnvfc].flatMap((code) => {
    const own = counts.filter(({ parts }) => parts[1] === code);
    const n = totalOf(own);
    const medicaid = groupedBy(own, 0).get("V02") ?? 0;
    if (n < thresholds.constantDosesMin || medicaid > 0) return [];
    return [
      {
        id: "RV-C10",
        subject: code,
        text: `no V02 among ${n} doses under 19 at ${code}`,
        objects: n,
        share: 0,
      },
    ];
  });
};

const nativeEligibility: Test = ({ tally, thresholds }) => {
  const counts = countsUnder(tally.total, "child");
  const n = totalOf(counts);
  const patients = countAt(tally.total, CELL.patients);
  if (n < thresholds.constantDosesMin || patients === 0) return NOTHING_FOUND;
  const share = (groupedBy(counts, 0).get("V04") ?? 0) / n;
  const race = codesOf(tally.total, "PID-10").get("1002-5") ?? 0;
  if (Math.abs(share - race / patients) <= NATIVE_SHARE_GAP) return NOTHING_FOUND;
  const text = `V04 on ${percent(share)} of doses under 19, race 1002-5 on ${percent(race / patients)} of patients`;
  return [{ id: "RV-C10", subject: "V04", text, objects: n, share }];
};

function codesOf(cells: PopulationScope["tally"]["total"], field: string): ReadonlyMap<string, number> {
  return groupedBy(
    countsUnder(cells, "code").filter(({ parts }) => parts[0] === field),
    2,
  );
}

const constantLot: Test = ({ tally, thresholds }) => {
  const counts = countsUnder(tally.total, "lot");
  const n = totalOf(counts);
  const byLot = Map.groupBy(counts, ({ parts }) => parts[0] ?? "");
  return [...byLot].flatMap(([lot, own]) => {
    const count = totalOf(own);
    const vaccines = groupedBy(own, 1).size;
    const makers = [...groupedBy(own, 2).keys()].filter((mvx) => /^[A-Z]{2,3}$/.test(mvx)).length;
    const share = count / n;
    const isShared = n >= thresholds.lotDosesMin && share > thresholds.lotShareMin && vaccines > 1;
    if (!isShared && makers < 2) return [];
    const text = isShared
      ? `one lot on ${percent(share)} of ${n} doses of ${vaccines} vaccines`
      : `one lot under ${makers} manufacturers on ${count} doses`;
    return [{ id: "RV-D12", subject: lot, text, objects: count, share }];
  });
};

const oddLotForms: Test = ({ tally, thresholds }) => {
  const byMaker = Map.groupBy(countsUnder(tally.total, "lot form"), ({ parts }) => parts[0] ?? "");
  return [...byMaker].flatMap(([mvx, forms]) => {
    const n = totalOf(forms);
    const counts = forms.map(({ count }) => count);
    if (n < thresholds.lotDosesMin || Math.max(...counts) / n < USUAL_FORM_SHARE) return [];
    const odd = forms.filter(({ count }) => count / n < ODD_FORM_SHARE);
    const objects = totalOf(odd);
    if (objects === 0) return [];
    const text = `${objects} of ${n} lots of ${mvx} have a form of their own`;
    return [{ id: "RV-D13", subject: mvx, text, objects, share: objects / n }];
  });
};

const noRefusals: Test = ({ tally, thresholds }) => {
  const given = countAt(tally.total, CELL.class("administered"));
  const refused = countAt(tally.total, CELL.class("refused"));
  if (refused > 0 || given < thresholds.refusalsExpectedFrom) return NOTHING_FOUND;
  return [
    {
      id: "RV-G08",
      subject: "none",
      text: `no refusal among ${given} doses given`,
      objects: given,
      share: 0,
    },
  ];
};

const constantReason: Test = ({ tally, thresholds }) => {
  const reasons = codesOf(tally.total, "RXA-18");
  const n = [...reasons.values()].reduce((sum, count) => sum + count, 0);
  const top = largest(reasons);
  if (top === undefined || n < thresholds.refusalsMin || top.count < n) return NOTHING_FOUND;
  return [
    {
      id: "RV-G09",
      subject: top.value,
      text: `reason ${top.value} on all of ${n} refusals`,
      objects: n,
      share: 1,
    },
  ];
};

const futureCluster: Test = ({ tally, thresholds }) => {
  const counts: readonly NamedCount[] = tally.days.flatMap(({ cells }) => countsUnder(cells, "ahead"));
  const n = totalOf(counts);
  const top = largest(groupedBy(counts, 0));
  if (top === undefined || n < thresholds.futureDosesMin) return NOTHING_FOUND;
  const share = top.count / n;
  if (share < thresholds.futureClusterShareMin || Number(top.value) > 4) return NOTHING_FOUND;
  const text = `${top.count} of ${n} future doses lie ${top.value} days ahead: scheduled doses sent as given?`;
  return [{ id: "RV-I06", subject: top.value, text, objects: n, share }];
};

const fillInDays: Test = ({ tally, thresholds }) => {
  const kinds = [
    ["historical", "historical doses", thresholds.historicalDayShareMax],
    ["birth", "births", thresholds.birthDayShareMax],
  ] as const;
  return kinds.flatMap(([kind, words, most]) => {
    const counts = countsUnder(tally.total, "day").filter(({ parts }) => parts[0] === kind);
    const n = totalOf(counts);
    if (n < thresholds.heapingObjectsMin) return [];
    const byDay = groupedBy(counts, 1);
    return ["01", "15"].flatMap((day) => {
      const share = (byDay.get(day) ?? 0) / n;
      if (share <= most) return [];
      const text = `day ${day} of the month on ${percent(share)} of ${n} ${words}`;
      return [{ id: "RV-K05P", subject: `${kind} ${day}`, text, objects: n, share }];
    });
  });
};

const constantFields: Test = ({ tally, thresholds }) => {
  const fields = VARYING_FIELDS.map((field): readonly [string, ReadonlyMap<string, number>] => [
    field,
    codesOf(tally.total, field),
  ]);
  const providers: readonly [string, ReadonlyMap<string, number>] = [
    "RXA-10",
    groupedBy(countsUnder(tally.total, "provider"), 0),
  ];
  return [...fields, providers].flatMap(([field, values]) => {
    const n = [...values.values()].reduce((sum, count) => sum + count, 0);
    const top = largest(values);
    const isNothing = top?.value === "(empty)" || top?.value === "(other text)";
    if (top === undefined || isNothing || n < thresholds.constantDosesMin) return [];
    const share = top.count / n;
    if (share < thresholds.constantShareMin) return [];
    const what = field === "RXA-10" ? "one provider" : top.value;
    return [
      {
        id: "RV-K10",
        subject: field,
        text: `${field}: ${what} on ${percent(share)} of ${n}`,
        objects: n,
        share,
      },
    ];
  });
};

const commonJunk: Test = ({ tally, configuration }) => {
  const patients = countAt(tally.total, CELL.patients);
  return countsUnder(tally.total, "junk").flatMap(({ parts: [value = ""], count }) => {
    const share = shareOf(count, patients) ?? 0;
    if (share <= configuration.junkValueShareMax || count < 2) return [];
    const text = `one junk value on ${percent(share)} of ${patients} patients`;
    return [{ id: "RV-K11", subject: value, text, objects: count, share }];
  });
};

/** The tests on what is counted of doses and patients. */
export const DOSE_POPULATION_TESTS: readonly Test[] = [
  constantEligibility,
  missingMedicaid,
  nativeEligibility,
  constantLot,
  oddLotForms,
  noRefusals,
  constantReason,
  futureCluster,
  fillInDays,
  constantFields,
  commonJunk,
];
