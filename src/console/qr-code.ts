import { type Html, html } from "./html.ts";

/** White modules around the code, as readers need them. */
const MARGIN = 4;

/**
 * A QR code as one path, dark on white in both themes.
 *
 * @param modules row by row, true is dark
 */
export function qrCode(modules: readonly (readonly boolean[])[]): Html {
  const size = modules.length + 2 * MARGIN;
  const path = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + MARGIN} ${y + MARGIN}h1v1h-1z`] : [])),
  );
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img"><title>QR code of the key</title><path d="${path.join("")}"/></svg>`;
}
