/** Tuberculin skin tests: no vaccine, left out of rule a (CDC CVX). */
const SKIN_TESTS: ReadonlySet<string> = new Set(["95", "96", "97", "98"]);

/** Immune globulins, antibodies and antitoxins, those by use included: no eligibility is asked of them (CDC CVX). */
const GLOBULINS: ReadonlySet<string> = new Set(
  "27 29 12 30 86 14 87 157 159 156 71 93 145 180 13 79 36 117 306 307 332 34 181".split(" "),
);

export function isSkinTest(cvx: string | undefined): boolean {
  return cvx !== undefined && SKIN_TESTS.has(cvx);
}

export function isGlobulin(cvx: string | undefined): boolean {
  return cvx !== undefined && GLOBULINS.has(cvx);
}
