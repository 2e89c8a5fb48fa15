import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve as resolvePath } from "node:path";
import { parseArgs } from "node:util";
import { createNarrator, type Narrator } from "./demo/narrator.ts";
import { type DemoUser, putPeopleToWork, type Workplace } from "./demo/people-at-work.ts";
import { reviewTraining, TRAINING_SITES, trainingDays } from "./demo/review-training.ts";
import { dayInZone, instantInZone } from "../src/kernel/dates.ts";
import { LETTERS } from "../src/review/measures.ts";
import { renderReport } from "../src/review/report/render-report.ts";
import { walk } from "./demo/tour.ts";
import { startGateway, type GatewayProcess } from "./gateway-process.ts";
import { runIis } from "./run-iis.ts";
import { setUpSender, type SenderAccount } from "./set-up-sender.ts";
import { createSoapClient } from "./soap-client.ts";

const USAGE = `npm run demo [-- --keep]

Starts the gateway on free ports with a new data folder, sets up an organization with a test credential, and makes the
calls of an EHR over real SOAP. Exit code 0 when every answer was as expected, else 1.

With CDSI_DIR=FOLDER, CDC's CDSi supporting data, the answer to a Z44 holds a forecast.

  --keep   fill the console, say who can log in, and leave the gateway running until Ctrl+C`;

/** The folder of forecast data, from where npm was called. */
const cdsiDir = process.env["CDSI_DIR"]
  ? resolvePath(process.env["INIT_CWD"] ?? ".", process.env["CDSI_DIR"])
  : "";

const CLINIC = "Birch Lake Clinic";
/** Training messages came on the business days before it. */
const DAYS_END = dayInZone(Date.now());

const { values } = parseArgs({ options: { keep: { type: "boolean" }, help: { type: "boolean" } } });

async function setUp(dataDir: string, narrator: Narrator): Promise<SenderAccount> {
  narrator.step("Set up a clinic, as the administrator does");
  narrator.command(`npm run --silent iis -- org create --name "${CLINIC}" --facility 9998`);
  const account = await setUpSender({ DATA_DIR: dataDir }, { name: CLINIC, facility: "9998", realm: "test" });
  narrator.command(`npm run --silent iis -- credential issue --org ${account.organizationId} --realm test`);
  narrator.facts([
    ["username", account.username],
    ["secret", `${"*".repeat(12)} (shown once, to whoever issues it; only a keyed hash is kept)`],
    ["facilityID", account.facilityId],
    ["valid until", account.expiresAt],
  ]);
  return account;
}

/**
 * A second organization that has sent training messages for three weeks, and what the review says of them.
 *
 * @returns its id
 */
async function review(dataDir: string, narrator: Narrator): Promise<string> {
  narrator.step("The technical message review of an organization that sends training messages");
  const sites = TRAINING_SITES.flatMap((site) => ["--facility", site]);
  const words = ["org", "create", "--name", "Training Clinic", ...sites, "--mnvfc"];
  // It is as old as its messages.
  const [firstDay = DAYS_END] = trainingDays(DAYS_END);
  const IIS_NOW = new Date(instantInZone(firstDay, 0)).toISOString();
  const organizationId = idOf(await runIis({ DATA_DIR: dataDir, IIS_NOW }, words));
  const report = await reviewTraining(dataDir, organizationId);
  for (const line of renderReport(report).trimEnd().split("\n")) narrator.say(line);
  const { rules, messages } = report;
  const oneSided = LETTERS.filter((letter) => {
    const { measures } = rules[letter];
    return !measures.some(({ passed }) => passed > 0) || !measures.some(({ failed }) => failed > 0);
  });
  narrator.check(
    messages > 200 && oneSided.length === 0,
    oneSided.length === 0
      ? "each rule from a to k has both passes and failures"
      : `no passes or no failures: ${oneSided.join(", ")}`,
  );
  return organizationId;
}

function idOf(value: unknown): string {
  return String(typeof value === "object" && value !== null ? Reflect.get(value, "id") : "");
}

function tellWhere(dataDir: string, account: SenderAccount, narrator: Narrator): void {
  narrator.step("Where it lies");
  narrator.facts([
    ["data folder", dataDir],
    ["control.db", "organizations, credentials, audit trail"],
    ["test.db", "what came in under test credentials; messages are sealed"],
    ["production.db", "the same for production credentials: empty"],
    ["secrets/", "the keys; in production they lie elsewhere (SECRETS_DIR)"],
  ]);
  narrator.say("Look into it with the administration commands, and delete the folder when you are done:");
  narrator.command(`DATA_DIR=${dataDir} npm run --silent iis -- audit list`);
  narrator.command(
    `DATA_DIR=${dataDir} npm run --silent iis -- message list --org ${account.organizationId} --realm test`,
  );
  narrator.command(`rm -r ${dataDir}`);
}

/** Resolves at Ctrl+C or SIGTERM, or when the gateway ends by itself. */
async function untilStopped(gateway: GatewayProcess): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await Promise.race([asked, gateway.exited]);
}

function tellHowToGoOn(
  gateway: GatewayProcess,
  { dataDir, account }: Workplace,
  users: readonly DemoUser[],
  narrator: Narrator,
): void {
  narrator.step("The gateway goes on running; stop it with Ctrl+C");
  narrator.facts([
    ["SOAP", gateway.soapUrl],
    ["WSDL", `${gateway.soapUrl}?wsdl`],
    ["console", gateway.consoleUrl],
    ...users.map(({ username, password }) => [`log in as ${username}`, password] as const),
  ]);
  narrator.say(
    "You choose a password of your own at the first log-in. More people, as an operator for instance:",
  );
  narrator.command(`DATA_DIR=${dataDir} npm run --silent iis -- user create --username NAME --role operator`);
  narrator.say("Get a credential of your own, which replaces the one above, and send a message:");
  narrator.command(
    `DATA_DIR=${dataDir} npm run --silent iis -- credential rotate --org ${account.organizationId} --realm test --now`,
  );
  narrator.command(
    `IIS_SECRET=... npm run --silent send -- --url ${gateway.soapUrl} --username ... --facility ${account.facilityId} --file M.hl7`,
  );
}

/** Ends the gateway too, at whatever step it is. */
function giveUp(): void {
  process.exit(1);
}

async function demonstrate(): Promise<number> {
  const narrator = createNarrator(process.stdout, process.stdout.isTTY && process.stdout.hasColors());
  narrator.title("MIIC immunization gateway: demonstration with synthetic patients");

  process.once("SIGINT", giveUp).once("SIGTERM", giveUp);
  const dataDir = mkdtempSync(join(tmpdir(), "gateway-demo-"));
  narrator.step("Start the gateway");
  const gateway = await startGateway({ dataDir, env: cdsiDir === "" ? {} : { CDSI_DIR: cdsiDir } });
  try {
    narrator.facts([
      ["SOAP service", gateway.soapUrl],
      ["WSDL", `${gateway.soapUrl}?wsdl`],
      ["data folder", dataDir],
      ["forecast data", cdsiDir === "" ? "none (CDSI_DIR is not set)" : cdsiDir],
    ]);
    const account = await setUp(dataDir, narrator);
    await walk({
      client: createSoapClient({ url: gateway.soapUrl }),
      account,
      narrator,
      hasForecastData: cdsiDir !== "",
      listMessages: () =>
        runIis({ DATA_DIR: dataDir }, [
          "message",
          "list",
          "--org",
          account.organizationId,
          "--realm",
          "test",
        ]),
    });
    const trainingId = await review(dataDir, narrator);
    tellWhere(dataDir, account, narrator);
    if (values.keep === true) {
      const client = createSoapClient({ url: gateway.soapUrl });
      const workplace = { dataDir, account, client, trainingId, days: trainingDays(DAYS_END) };
      tellHowToGoOn(gateway, workplace, await putPeopleToWork(workplace), narrator);
      process.off("SIGINT", giveUp).off("SIGTERM", giveUp);
      await untilStopped(gateway);
    }
    return narrator.failures;
  } finally {
    const { code } = await gateway.stop();
    narrator.check(code === 0, "the gateway has stopped");
  }
}

if (values.help === true) {
  console.log(USAGE);
} else {
  const failures = await demonstrate().catch((error: unknown) => {
    console.error(`\nThe demonstration failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  });
  process.exitCode = failures === 0 ? 0 : 1;
}
