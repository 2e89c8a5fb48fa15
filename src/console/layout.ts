import type { Realm } from "../kernel/realm.ts";
import { attributes, type Html, html, NOTHING, renderHtml } from "./html.ts";
import { PATHS } from "./paths.ts";
import { STATE_SHAPES } from "./state-mark.ts";
import type { Frame, Notice } from "./views/frame.ts";

/** A step of the breadcrumb; the last one, the page itself, has no address. */
export interface Crumb {
  readonly label: string;
  readonly address?: string;
}

/** A page: its place in the console, and its content. */
export interface Page {
  /** Names the page in the browser's history and stands as its heading; no patient data. */
  readonly title: string;
  readonly crumbs?: readonly Crumb[];
  /** Whose data the page shows; absent: both or neither. */
  readonly realm?: Realm;
  /** Beside the heading: states and links of the page's object. */
  readonly aside?: Html;
  readonly content: Html;
}

/** Name of the form field that carries the session's token. */
export const CSRF_FIELD = "csrf";

/** The hidden field that every form of the console holds. */
export function csrfField(csrf: string): Html {
  return html`<input type="hidden" name="${CSRF_FIELD}" value="${csrf}">`;
}

const BANNERS: Readonly<Record<Realm, string>> = {
  test: "Test: nothing here reaches the registry",
  production: "Production: real registry data",
};

/** The whole document of a page. It loads this site's style and script, runs nothing inline, and reads without either. */
export function renderPage(frame: Frame, page: Page): string {
  return renderHtml(html`<!doctype html>
<html lang="en-US">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<title>${page.title} · MIIC gateway</title>
<link rel="icon" href="${PATHS.icon}" type="image/svg+xml">
<link rel="stylesheet" href="${PATHS.styleSheet}">
<script src="${PATHS.script}" defer></script>
</head>
<body ${attributes({ class: page.realm === undefined ? undefined : `realm-${page.realm}` })}>
${STATE_SHAPES}<a class="skip" href="#content">Skip to content</a>
${header(frame, page)}
<main id="content" tabindex="-1">
${breadcrumb(page)}
${noticeBox(frame.notice)}
<div class="page-head"><h1>${page.title}</h1>${page.aside}</div>
${page.content}
</main>
<footer class="foot"><p>MIIC immunization gateway. Help: ${frame.helpDesk}</p></footer>
</body>
</html>
`);
}

function header(frame: Frame, page: Page): Html {
  const banner = page.realm !== undefined && html`<p class="realm-banner">${BANNERS[page.realm]}</p>`;
  return html`<header class="top">
<div class="bar"><a class="brand" href="${PATHS.myWork}">MIIC gateway</a>${account(frame)}</div>
${navigation(frame)}
${banner}
</header>`;
}

function account({ user, csrfToken }: Frame): Html {
  if (user === undefined) return NOTHING;
  return html`<div class="account"><a href="${PATHS.account}">${user.username} <span class="quiet">(${user.role})</span></a>
<form method="post" action="${PATHS.logOut}">${csrfField(csrfToken)}<button class="link">Log out</button></form></div>`;
}

function navigation(frame: Frame): Html {
  if (frame.navigation.length === 0) return NOTHING;
  const entries = frame.navigation.map(({ href, text, isCurrent }) => {
    const current = attributes({ "aria-current": isCurrent ? "page" : undefined });
    return html`<li><a href="${href}" ${current}>${text}</a></li>`;
  });
  return html`<nav class="main-nav" aria-label="Main"><ul>${entries}</ul></nav>`;
}

function breadcrumb({ crumbs = [] }: Page): Html {
  if (crumbs.length === 0) return NOTHING;
  const steps = crumbs.map(({ label, address }) =>
    address === undefined
      ? html`<li><span aria-current="page">${label}</span></li>`
      : html`<li><a href="${address}">${label}</a></li>`,
  );
  return html`<nav class="crumbs" aria-label="Breadcrumb"><ol>${steps}</ol></nav>`;
}

function noticeBox(notice: Notice | undefined): Html {
  if (notice === undefined) return NOTHING;
  const { kind, text } = notice;
  if (kind === "done") return html`<div class="notice" role="status"><p>${text}</p></div>`;
  return html`<div class="notice notice-refused" role="alert"><p><strong>Not done.</strong> ${text}</p></div>`;
}
