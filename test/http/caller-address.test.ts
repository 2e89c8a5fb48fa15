import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { callerAddress, noteCaller } from "../../src/http/caller-address.ts";

const PROXY = "10.0.0.1";

function requestWith(forwarded: string | undefined): IncomingMessage {
  const socket = new Socket();
  Object.defineProperty(socket, "remoteAddress", { value: `::ffff:${PROXY}` });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  return request;
}

test.each([
  { hops: 0, forwarded: "192.0.2.7", address: PROXY },
  { hops: 1, forwarded: undefined, address: PROXY },
  { hops: 1, forwarded: "192.0.2.7", address: "192.0.2.7" },
  { hops: 1, forwarded: "198.51.100.66, 192.0.2.7", address: "192.0.2.7" },
  { hops: 2, forwarded: "198.51.100.66, 192.0.2.7, 10.0.0.2", address: "192.0.2.7" },
  { hops: 2, forwarded: "192.0.2.7", address: PROXY },
  { hops: 1, forwarded: "unknown", address: PROXY },
  { hops: 1, forwarded: "", address: PROXY },
  { hops: 1, forwarded: "192.0.2.7:4711", address: "192.0.2.7" },
  { hops: 1, forwarded: "[2001:db8::7]:4711", address: "2001:db8::7" },
  { hops: 1, forwarded: "::ffff:192.0.2.7", address: "192.0.2.7" },
  { hops: 1, forwarded: `192.0.2.7, ${"x".repeat(5_000)}`, address: PROXY },
])("callerAddress() with $hops proxies and $forwarded is $address", ({ hops, forwarded, address }) => {
  const request = requestWith(forwarded);
  noteCaller(request, hops);
  expect(callerAddress(request)).toBe(address);
});
