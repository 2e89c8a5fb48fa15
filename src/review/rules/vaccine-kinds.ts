/** Tuberculin skin tests: no vaccine, left out of rule a (CDC CVX). */
const SKIN_TESTS: ReadonlySet<string> = new Set(["95", "96", "97", "98"]);

/** Immune globulins, antibodies and antitoxins, those by use included: no eligibility is asked of them (CDC CVX). */
const GLOBULINS: ReadonlySet<string> = new Set(
  "27 29 12 30 86 14 87 157 159 156 71 93 145 180 13 79 36 117 306 307 332 34 181".split(" "),
);

/** Vaccines and antibodies that are given on the day of birth: hepatitis B, RSV antibodies, HBIG, BCG. */
const GIVEN_AT_BIRTH: ReadonlySet<string> = new Set(["08", "45", "306", "307", "332", "30", "19"]);

export function isSkinTest(cvx: string | undefined): boolean {
  return cvx !== undefined && SKIN_TESTS.has(cvx);
}

export function isGlobulin(cvx: string | undefined): boolean {
  return cvx !== undefined && GLOBULINS.has(cvx);
}

export function isGivenAtBirth(cvx: string | undefined): boolean {
  return cvx !== undefined && GIVEN_AT_BIRTH.has(cvx);
}
