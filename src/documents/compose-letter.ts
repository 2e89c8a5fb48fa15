import { FIXED_TEXTS } from "./fixed-texts.ts";
import type { Letter, LetterBlock } from "./letter.ts";
import type { LetterFacts } from "./letter-facts.ts";
import { LETTER_TEXTS } from "./letter-texts.ts";
import { longDay } from "./long-day.ts";

function scheduleBlock({ schedule }: LetterFacts): readonly LetterBlock[] {
  if (schedule.length === 0) return [];
  const rows = schedule.map(({ name, from, to, businessDays }): readonly [string, string] => {
    const days = businessDays === 1 ? "1 business day" : `${businessDays} business days`;
    return [`${name} (${days})`, from === to ? longDay(from) : `${longDay(from)} to ${longDay(to)}`];
  });
  return [
    { kind: "heading", text: "Schedule" },
    { kind: "table", rows },
  ];
}

/** `A`, `A and B`, `A, B and C`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** Write a letter from its facts. */
export function composeLetter(facts: LetterFacts): Letter {
  const { kind, number, day, organization, contacts, helpDesk, signer } = facts;
  const text = LETTER_TEXTS[kind];
  const addressee = contacts.map(({ name, role }) => `${name}, ${role} contact`);
  const names = [...new Set(contacts.map(({ name }) => name))];
  return {
    kind,
    ...(number !== undefined && { number }),
    day,
    subject: text.subject,
    salutation: names.length === 0 ? FIXED_TEXTS.toNobody : `Dear ${listed(names)},`,
    addressee: [organization.name, ...addressee],
    body: [...text.body(facts, longDay), ...(text.hasSchedule ? scheduleBlock(facts) : [])],
    signer: [signer, text.office],
    helpDesk,
  };
}
