/** Characters of HTML text and attributes that are not themselves. */
const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * The page at `/` of the console port.
 *
 * @param helpDesk contact as configured, plain text
 */
export function consoleIndexPage(helpDesk: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>MIIC immunization gateway</title>
  </head>
  <body>
    <h1>MIIC immunization gateway</h1>
    <p>This port is for operators. Immunization messages go to the SOAP port.</p>
    <ul>
      <li><a href="/readyz">/readyz</a>: may this process get work?</li>
      <li><a href="/livez">/livez</a>: does this process answer?</li>
      <li><a href="/api/whoami">/api/whoami</a>: whose token is this? (HTTP Basic: token id and token)</li>
    </ul>
    <p>How to connect an EHR: docs/connecting.md of this program.</p>
    <p>Help: ${escapeHtml(helpDesk)}</p>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
