import { readFileSync } from "node:fs";

const MESSAGES = new URL("../../test/fixtures/messages/", import.meta.url);

/** A sample message (synthetic people) as an EHR sends it: each segment ended by CR. */
export function sample(name: string): string {
  return readFileSync(new URL(name, MESSAGES), "utf8").replaceAll(/\r?\n/g, "\r");
}
