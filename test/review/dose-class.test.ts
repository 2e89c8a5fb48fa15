import { describe, expect, test } from "vitest";
import { doseClassOf } from "../../src/review/dose-class.ts";
import { given, reviewed, vxu } from "../support/review-messages.ts";

/** RXA-5, RXA-9, RXA-20, RXA-21 and the class. */
const CASES = [
  ["998^no vaccine^CVX", "", "NA", "A", "no-vaccine"],
  ["998^no vaccine^CVX", "", "CP", "D", "no-vaccine"],
  ["03^MMR^CVX", "00^New^NIP001", "CP", "D", "deleted"],
  ["03^MMR^CVX", "00^New^NIP001", "RE", "A", "refused"],
  ["03^MMR^CVX", "", "RE", "A", "refused"],
  ["03^MMR^CVX", "00^New^NIP001", "NA", "A", "not-administered"],
  ["03^MMR^CVX", "00^New^NIP001", "CP", "A", "administered"],
  ["03^MMR^CVX", "00^New^NIP001", "PA", "A", "administered"],
  ["03^MMR^CVX", "00^New^NIP001", "", "A", "administered"],
  ["03^MMR^CVX", "00", "CP", "A", "administered"],
  ["03^MMR^CVX", "^at school~00^New^NIP001", "CP", "A", "administered"],
  ["03^MMR^CVX", "01^Historical^NIP001", "CP", "A", "historical"],
  ["03^MMR^CVX", "08^Public agency^NIP001", "CP", "U", "historical"],
  ["03^MMR^CVX", "", "CP", "A", "unsourced"],
  ["03^MMR^CVX", "09^?^NIP001", "PA", "A", "unsourced"],
  ["03^MMR^CVX", "00^New^NIP001", "ZZ", "A", "unknown-status"],
] as const;

describe("doseClassOf()", () => {
  test.each(CASES)(
    "RXA-5 %s, RXA-9 %s, RXA-20 %s, RXA-21 %s is %s",
    (code, source, status, action, expected) => {
      const { review } = reviewed(vxu({ orders: [given({ 5: code, 9: source, 20: status, 21: action })] }));
      const [dose] = review.subject.doses;
      expect(dose?.class).toBe(expected);
      expect(dose === undefined ? "" : doseClassOf(dose.rxa)).toBe(expected);
    },
  );
});
