interface WordRow {
  /** As a use case says it, for the command line. */
  readonly said: string;
  /** The same by what a page shows. */
  readonly onPage: string;
}

/**
 * What the use cases tell people to do, in the words of the pages. They name commands and options; a page has fields, buttons
 * and other pages. Longer texts stand before those that they begin with.
 */
export const WORD_ROWS: readonly WordRow[] = [
  { said: '"org edit --add-site CODE,NAME"', onPage: 'by the command "iis org edit --add-site CODE,NAME"' },
  { said: 'Add one with "org edit --add-site"', onPage: 'Add one by the command "iis org edit --add-site"' },
  { said: 'Use "org resume" first', onPage: 'An administrator first runs "iis org resume"' },
  { said: '("credential issue --realm test")', onPage: "(under Credentials)" },
  { said: '("credential issue --realm production")', onPage: "(under Credentials)" },
  { said: '"credential rotate --now" ends both', onPage: "rotating with an old one that ends now ends both" },
  { said: " (--overlap-days, --now)", onPage: "" },
  {
    said: "give --override-reason, which is audited",
    onPage: "give a reason for an early production credential, which is audited",
  },
  { said: 'queue ("return")', onPage: 'queue ("Return to the queue")' },
  {
    said: '"change-schedule --late --until DAY --reason TEXT"',
    onPage: '"Change the schedule", marked as agreed late, with a reason',
  },
  { said: '"return --reason TEXT"', onPage: 'with "Return to the queue" and a reason' },
  {
    said: 'Go on ("resume"), then "reopen-review", or "withdraw"',
    onPage: 'Choose "Go on", then "Reopen the review", or "Withdraw"',
  },
  { said: "--reason TEXT", onPage: "a reason" },
  { said: "give --reason", onPage: "give a reason" },
  { said: ": --document FILE", onPage: ' as "Written confirmation"' },
  { said: " (--document FILE)", onPage: "" },
  {
    said: 'Give them with --plan FILE.json, contacts also with "contact add"',
    onPage: "Give them in the plan form, contacts also under Contacts",
  },
  { said: "with --plan FILE.json", onPage: "in the plan form" },
  {
    said: ": --until YYYY-MM-DD or --plan FILE.json",
    onPage: ': another day under "Until" or a plan form',
  },
  { said: ": --until YYYY-MM-DD", onPage: ' under "Until"' },
  { said: ": --interface NAME", onPage: "" },
  { said: 'Compute it with "review report --org ID"', onPage: "Open the report" },
  { said: '"review waive" it', onPage: "waive it on the report's page" },
  {
    said: '"review attest" or "review waive" them with a reason',
    onPage: "attest or waive them on the report's page",
  },
  { said: 'or "review attest" rule g or h', onPage: "or attest rule g or h on this page" },
  { said: '"review waive --rule evidence" with a reason', onPage: "waive missing evidence with a reason" },
  { said: 'record a fix with "review mark"', onPage: "set a fix marker" },
  {
    said: 'See "incident list"; close each first',
    onPage: 'Close each first, by the command "iis incident close"',
  },
  {
    said: '"onboarding catch-up --org ID" lists them by control id; let the organization send them, or explain them with --explain and --reason',
    onPage:
      'The command "iis onboarding catch-up" lists them by control id; let the organization send them, or explain them with the same command',
  },
  {
    said: 'Add one: "contact add --org ID --role technical --name N --email E"',
    onPage: "Add one under Contacts",
  },
  { said: ' Use "credential rotate" to replace it.', onPage: " Rotate it under Credentials." },
  { said: ' Use "credential issue".', onPage: " Issue one under Credentials." },
  { said: ' "credential list" shows all.', onPage: " The organization's page shows all." },
  { said: ' "org list" shows all.', onPage: ' The page "Organizations" shows all.' },
  { said: '("contact add")', onPage: "(on the organization's page)" },
  { said: ' "contact list" shows all.', onPage: " The organization's page shows all." },
  { said: "--name must", onPage: "The name must" },
  { said: "--email takes", onPage: "The e-mail takes" },
  { said: "--rule takes", onPage: "The rule is" },
  { said: '"review report --json" lists them under causes, with causeId', onPage: "Open the report anew" },
  { said: '"review findings" lists all', onPage: "The report's page lists all" },
];

/** @param text a sentence for a person, as a use case gives it */
export function inPageWords(text: string): string {
  return WORD_ROWS.reduce((words, { said, onPage }) => words.replaceAll(said, onPage), text);
}
