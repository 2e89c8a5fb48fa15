import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { expect, test } from "vitest";
import { createPostgresCopier } from "../../src/store/copy-postgres.ts";
import { emptyPlace } from "../support/databases.ts";

const file = (path: string) => ({ path, bytes: 0, sha256: "" });

test("createPostgresCopier() leaves the schemas empty when a load fails, and takes the next one", async () => {
  const place = await emptyPlace("postgres");
  try {
    const url = place.location.kind === "postgres" ? place.location.url : "";
    const copier = createPostgresCopier(url, ["test"]);
    expect(await copier.findExisting()).toEqual([]);
    mkdirSync(join(place.folder, "control"), { recursive: true });
    writeFileSync(join(place.folder, "control", "code_import.jsonl"), '{"number":"no number"}\n');
    const control = { name: "control", schema: 4, files: [file("control/code_import.jsonl")] };
    await expect(copier.load(place.folder, [control])).rejects.toThrow(/no number/);
    const unknown = { ...control, files: [file("control/nothing.jsonl")] };
    await expect(copier.load(place.folder, [unknown])).rejects.toMatchObject({ kind: "policy" });
    expect(await copier.findExisting()).toEqual([]);

    const row = '{"number":7,"imported_at_ms":9007199254740993,"delta":"\\u00e9\\n"}\n';
    writeFileSync(join(place.folder, "control", "code_import.jsonl"), row);
    const letIn = await copier.load(place.folder, [control]);
    await letIn();
    expect(await copier.findExisting()).toEqual(["control"]);
    const client = new Client({ connectionString: url });
    await client.connect();
    // Also a number that is none of JavaScript's.
    const { rows } = await client.query("select imported_at_ms::text as ms, delta from control.code_import");
    await client.end();
    expect(rows).toEqual([{ ms: "9007199254740993", delta: "\u00e9\n" }]);
  } finally {
    await place.remove();
  }
});
