import type { AddressRule } from "../../src/accounts/address-rules.ts";
import { changeAddressRule, listAddressRules } from "../../src/accounts/protect.ts";
import {
  asChange,
  asCommand,
  type ChangeOptions,
  type CommandContext,
  type CommandGroup,
  type CommonOptions,
} from "./command-group.ts";
import { print, table } from "./print.ts";
import { withSession } from "./session.ts";

interface RuleOptions extends ChangeOptions {
  readonly credential: string;
  readonly network: string;
  readonly remove?: true;
}

/** `ip …` */
export const ip: CommandGroup = (group, context) => {
  const rule = (kind: AddressRule["kind"], description: string, example: string): void => {
    asChange(group.command(kind), description, example)
      .requiredOption("--credential <id>", "the credential")
      .requiredOption("--network <network>", "an address or a network, 192.0.2.0/24")
      .option("--remove", "take the rule back")
      .action((options: RuleOptions) => change(context, kind, options));
  };
  rule(
    "allow",
    "let a credential be used from a network; all others are then refused",
    "ip allow --credential ID --network 192.0.2.0/24",
  );
  rule("deny", "refuse a credential from a network", "ip deny --credential ID --network 192.0.2.66");
  asCommand(group.command("list"), "networks of a credential", "ip list --credential ID")
    .requiredOption("--credential <id>", "the credential")
    .action((options: CommonOptions & { readonly credential: string }) => listAll(context, options));
};

function show(context: CommandContext, options: CommonOptions, rules: readonly AddressRule[]): void {
  const rows = rules.map(({ kind, network }) => [kind, network]);
  print(context, options, rules, () => table(["rule", "network"], rows, "Every address may use it."));
}

function change(context: CommandContext, kind: AddressRule["kind"], options: RuleOptions): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    const { credential: credentialId, network, remove } = options;
    const asked = { credentialId, rule: { kind, network }, isRemoved: remove === true };
    show(context, options, await changeAddressRule(deps, actor, asked));
  });
}

function listAll(
  context: CommandContext,
  options: CommonOptions & { readonly credential: string },
): Promise<void> {
  return withSession(context, options, [], async ({ deps, actor }) => {
    show(context, options, await listAddressRules(deps, actor, options.credential));
  });
}
