import { expect, test } from "vitest";
import { type AddressRule, checkNetwork, isListed, mayComeFrom } from "../../src/accounts/address-rules.ts";

const CLINIC: AddressRule = { kind: "allow", network: "192.0.2.0/24" };
const OFFICE: AddressRule = { kind: "allow", network: "2001:db8:1::/48" };
const LOST: AddressRule = { kind: "deny", network: "192.0.2.66" };

test.each([
  { rules: [], from: "203.0.113.9", may: true },
  { rules: [CLINIC], from: "192.0.2.7", may: true },
  { rules: [CLINIC], from: "::ffff:192.0.2.7", may: true },
  { rules: [CLINIC], from: "192.0.3.7", may: false },
  { rules: [CLINIC], from: "2001:db8:1::7", may: false },
  { rules: [CLINIC, OFFICE], from: "2001:db8:1:2::7", may: true },
  { rules: [CLINIC, LOST], from: "192.0.2.66", may: false },
  { rules: [CLINIC, LOST], from: "192.0.2.67", may: true },
  { rules: [LOST], from: "203.0.113.9", may: true },
  { rules: [LOST], from: "", may: false },
  { rules: [CLINIC], from: "", may: false },
  { rules: [CLINIC], from: "fe80::1%eth0", may: false },
])("mayComeFrom() $from with $rules is $may", ({ rules, from, may }) => {
  expect(mayComeFrom(rules, from)).toBe(may);
});

test.each([
  { rules: [], listed: false },
  { rules: [CLINIC], listed: true },
  { rules: [LOST], listed: false },
])("isListed() with $rules is $listed", ({ rules, listed }) => {
  expect(isListed(rules, "192.0.2.7")).toBe(listed);
});

test.each(["192.0.2.7", "192.0.2.0/24", "0.0.0.0/0", "2001:db8::/32", "::1"])(
  "checkNetwork() takes %s",
  (text) => {
    expect(checkNetwork(text)).toBe(text);
  },
);

test.each([
  "",
  "clinic.example.org",
  "192.0.2.0/33",
  "192.0.2.0/",
  "192.0.2.0/24/1",
  "192.0.2",
  "::/129",
  "1.2.3.4/-1",
])("checkNetwork() refuses %j", (text) => {
  expect(() => checkNetwork(text)).toThrow("--network takes");
});
