/** USPS codes of states, districts, territories and armed forces. */
const STATES: ReadonlySet<string> = new Set(
  `AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC
   SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP`.split(/\s+/),
);

/** First three digits of Minnesota's ZIP codes: 550 to 567. */
const MINNESOTA_ZIP = /^55[0-9]|^56[0-7]/;

export function isUspsState(code: string): boolean {
  return STATES.has(code.toUpperCase());
}

/** Whether a ZIP can be Minnesota's; asked only of addresses that say `MN`. */
export function isMinnesotaZip(zip: string): boolean {
  return MINNESOTA_ZIP.test(zip);
}
