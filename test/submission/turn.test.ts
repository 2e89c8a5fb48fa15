import { expect, test } from "vitest";
import type { Principal, Sender } from "../../src/accounts/principal.ts";
import { turnOf } from "../../src/submission/turn.ts";

const NOW_MS = Date.parse("2026-03-02T18:00:00Z");
const OWNER: Sender = {
  organizationId: "O-1",
  stage: "ONGOING",
  zone: "America/Chicago",
  ackWarnings: "AE",
  may: ["submit", "query"],
  suspended: false,
  productionOverride: false,
};

function principal(isLoadingOldDoses: boolean): Principal {
  const owner = isLoadingOldDoses ? { ...OWNER, isLoadingOldDoses } : OWNER;
  return {
    credentialId: "C-1",
    realm: "test",
    organizationId: "O-1",
    facilityId: "LAKE01",
    sites: new Map([["LAKE01", owner]]),
  };
}

const VXU = "MSH|^~\\&|EHR|LAKE01|MIIC|MIIC|20260302||VXU^V04^VXU_V04|1|P|2.5.1\r";
const QBP = VXU.replace("VXU^V04^VXU_V04", "QBP^Q11^QBP_Q11");
const old = `${VXU}RXA|0|1|20190405||08^HepB^CVX\r`;
const fresh = `${old}RXA|0|1|20260301||08^HepB^CVX\r`;

test.each([
  { what: "an update", text: fresh, isLoading: false, kind: "update" },
  { what: "an update with old doses", text: old, isLoading: false, kind: "update" },
  { what: "a query", text: QBP, isLoading: true, kind: "query" },
  { what: "a query by other delimiters", text: QBP.replaceAll("|", "$"), isLoading: false, kind: "query" },
  { what: "a query after blanks", text: `\n ${QBP}`, isLoading: false, kind: "query" },
  { what: "an old dose in a declared load", text: old, isLoading: true, kind: "backload" },
  { what: "a dose of yesterday in a declared load", text: fresh, isLoading: true, kind: "update" },
  { what: "a patient without doses in a declared load", text: VXU, isLoading: true, kind: "backload" },
  { what: "no HL7", text: "hello", isLoading: false, kind: "update" },
  { what: "nothing", text: "", isLoading: false, kind: "update" },
])("turnOf() takes $what for $kind", ({ text, isLoading, kind }) => {
  expect(turnOf(principal(isLoading), text, NOW_MS)).toEqual({ organizationId: "O-1", kind });
});
