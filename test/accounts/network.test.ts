import * as fc from "fast-check";
import { expect, test } from "vitest";
import { networkOf } from "../../src/accounts/network.ts";

test.each([
  ["192.0.2.77", "192.0.2.0/24"],
  ["::ffff:192.0.2.77", "192.0.2.0/24"],
  ["2001:db8:1:2ff:3:4:5:6", "2001:db8:1:200::/56"],
  ["2001:db8::1", "2001:db8:0:0::/56"],
  ["::1", "0:0:0:0::/56"],
  ["fe80::1%eth0", "fe80:0:0:0::/56"],
  ["2001:db8:1:2ff::192.0.2.1", "unknown"],
  ["", "unknown"],
  ["not an address", "unknown"],
])("networkOf(%s) is %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test("networkOf() tells IPv6 networks apart by their first 56 bits only", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const network = networkOf(address);
      expect(networkOf(address.toUpperCase())).toBe(network);
      expect(network === "unknown" ? address : network).toMatch(/\.|^[\da-f]+(?::[\da-f]+){3}::\/56$/);
    }),
  );
});
