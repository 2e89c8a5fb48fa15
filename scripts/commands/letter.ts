import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { isLetterKind, LETTER_KINDS } from "../../src/documents/letter.ts";
import { RefusedError } from "../../src/kernel/refused-error.ts";
import { renderLetter, type ShownLetter } from "../../src/onboarding/render-letter.ts";
import { asCommand, type CommandContext, type CommandGroup, type CommonOptions } from "./command-group.ts";
import { onboardingDeps } from "./onboarding-session.ts";
import { list, print } from "./print.ts";
import { withSession } from "./session.ts";

interface RenderOptions extends CommonOptions {
  readonly org: string;
  readonly kind: string;
  readonly out: string;
}

/** `letter …` */
export const letter: CommandGroup = (group, context) => {
  asCommand(
    group.command("render"),
    "the letter as it was sent, or a draft that says that it is one",
    "letter render --org ID --kind invitation --out invitation.pdf",
  )
    .requiredOption("--org <id>", "the organization")
    .requiredOption("--kind <kind>", LETTER_KINDS.join(", "))
    .requiredOption("--out <file>", "where it goes: FILE.pdf, or FILE.html")
    .action((options: RenderOptions) => render(context, options));
};

function write(path: string, { html, pdf }: ShownLetter): void {
  try {
    writeFileSync(path, path.endsWith(".html") ? html : pdf);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new RefusedError(
      "usage",
      `${path} cannot be written (${code}). Name a file in a folder you may write.`,
    );
  }
}

function render(context: CommandContext, options: RenderOptions): Promise<void> {
  const { org, kind } = options;
  if (!isLetterKind(kind)) throw new RefusedError("usage", `--kind takes one of ${LETTER_KINDS.join(", ")}.`);
  const out = resolve(context.calledFrom, options.out);
  if (!/\.(?:pdf|html)$/.test(out))
    throw new RefusedError("usage", "--out takes a file ending in .pdf or .html.");
  return withSession(context, options, [], async (session) => {
    const shown = await renderLetter(onboardingDeps(session), session.actor, { organizationId: org, kind });
    write(out, shown);
    const { number, sha256 } = shown;
    const value = { org, kind, number: number ?? null, draft: number === undefined, sha256, out };
    print(context, options, value, () => list(value));
  });
}
