import { type Config, ConfigError, loadConfig, VARIABLES } from "../../src/config.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { EXIT_CODES } from "./end-with.ts";
import { list, print } from "./print.ts";

/** `config …` */
export const config: CommandGroup = (group, context, exit) => {
  const variables = VARIABLES.map(({ name, means, fallback }) => {
    return `  ${name.padEnd(20)}${means}${fallback === "" ? "" : ` (${fallback})`}`;
  });
  asCommand(
    group.command("check"),
    "read the environment as the server would, and say everything that is wrong with it",
    "config check --json",
  )
    .addHelpText("after", `\nVariables:\n${variables.join("\n")}`)
    .action((options: CommonOptions) => check(context, options, exit));
};

/** An address without user and password. */
function withoutPassword(url: string): string {
  if (url === "") return "";
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}

function shownConfig({
  databaseUrl,
  smtpUrl,
  alertWebhookUrl,
  tls,
  fixedNowMs,
  realms,
  productionTextDays,
  ...rest
}: Config) {
  return {
    ...rest,
    realms: realms.join(","),
    databaseUrl: withoutPassword(databaseUrl),
    smtpUrl: withoutPassword(smtpUrl),
    // The path of a webhook is often its password.
    alertWebhookUrl: alertWebhookUrl === "" ? "" : new URL(alertWebhookUrl).origin,
    tlsCertFile: tls?.certFile ?? null,
    tlsKeyFile: tls?.keyFile ?? null,
    tlsClientCaFile: tls?.clientCaFile ?? null,
    productionTextDays: productionTextDays ?? null,
    fixedNow: fixedNowMs === undefined ? null : new Date(fixedNowMs).toISOString(),
  };
}

function check(context: CommandContext, options: CommonOptions, exit: (code: number) => void): void {
  try {
    const shown = shownConfig(loadConfig(context.env, context.projectFolder));
    print(context, options, { ok: true, config: shown }, () => list(shown));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    exit(EXIT_CODES.usage);
    const { problems } = error;
    print(context, options, { ok: false, problems }, () => problems.join("\n"));
  }
}
