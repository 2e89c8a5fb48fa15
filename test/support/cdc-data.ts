import { existsSync } from "node:fs";
import { join } from "node:path";

/** CDC's own data and cases are not part of the project; they lie beside it where it is checked. */
export const CDC_FOLDER: string = process.env["CDSI_TEST_DIR"] ?? join("..", "shared", "cdsi");

/** @returns whether CDC's data are there; where `REQUIRE_INTEROP=1` (as in CI) they must be */
export function hasCdcData(): boolean {
  if (existsSync(CDC_FOLDER)) return true;
  if (process.env["REQUIRE_INTEROP"] === "1") throw new Error(`CDC's test cases are missing: ${CDC_FOLDER}`);
  process.stderr.write("NOT TESTED: CDC's test cases are not there. To test them: CDSI_TEST_DIR=FOLDER\n");
  return false;
}
