/** Words that every letter has. */
export const FIXED_TEXTS = {
  sender: "Minnesota Immunization Information Connection (MIIC)",
  department: "Minnesota Department of Health",
  draft: "Draft, not sent",
  to: "To",
  date: "Date",
  number: "Number",
  toNobody: "To whom it may concern,",
  closing: "Sincerely,",
  page: (page: number, pages: number, name: string): string => `${name}, page ${page} of ${pages}`,
  questions: (helpDesk: string): string => `Questions? ${helpDesk}`,
  otherFormats: (helpDesk: string): string =>
    `To obtain this information in a different format, such as large print or another language, contact: ${helpDesk}.`,
} as const;
