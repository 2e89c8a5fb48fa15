/** Who calls, as the three parameters of submitSingleMessage name it. */
export interface BenchAccount {
  readonly username: string;
  readonly secret: string;
  readonly facilityId: string;
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#xD;");
}

/** The SOAP 1.2 envelope of submitSingleMessage, as a small client writes it. */
export function submitEnvelope(account: BenchAccount, hl7Message: string): string {
  const children = [
    ["username", account.username],
    ["password", account.secret],
    ["facilityID", account.facilityId],
    ["hl7Message", hl7Message],
  ]
    .map(([name, text]) => `<c:${name}>${escapeXml(text ?? "")}</c:${name}>`)
    .join("");
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn:cdc:iisb:2011"><s:Body><c:submitSingleMessage>${children}</c:submitSingleMessage></s:Body></s:Envelope>`;
}
