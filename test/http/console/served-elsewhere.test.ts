import { expect, test } from "vitest";
import { servedElsewhere } from "../../../src/composition/served-elsewhere.ts";
import { deskOf } from "../../../src/http/console/message-routes.ts";

test.each([
  ["test", "This server does not serve test (REALMS). Use the console of the server that does."],
  ["production", "This server does not serve production (REALMS)."],
  ["nonsense", "There is no such realm."],
  [undefined, "There is no such realm."],
])("deskOf() of %s tells a person where to go", (name, text) => {
  expect(() => deskOf({ realms: {} }, name)).toThrow(text);
});

test("servedElsewhere() is a refusal, not a defect", () => {
  const refusal = servedElsewhere("test");
  expect([refusal.name, refusal.kind]).toEqual(["RefusedError", "policy"]);
  expect(refusal.message).toContain("or the command line");
});
