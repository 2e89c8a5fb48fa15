import { readFileSync } from "node:fs";
import { Router } from "express";

/** What pages load beside themselves; no other file is ever served. */
const ASSETS: readonly { readonly name: string; readonly type: string }[] = [
  { name: "style.css", type: "text/css" },
  { name: "console.js", type: "text/javascript" },
  { name: "icon.svg", type: "image/svg+xml" },
];

/** A page asks for these with every visit; an update is seen after this long. */
const MAX_AGE_S = 300;

/** The console's style, script and icon, read once. */
export function serveAssets(): Router {
  const router = Router({ caseSensitive: true });
  for (const { name, type } of ASSETS) {
    const content = readFileSync(new URL(`../../console/assets/${name}`, import.meta.url), "utf8");
    router.get(`/assets/${name}`, (_request, response) => {
      response.set("Cache-Control", `private, max-age=${MAX_AGE_S}`).type(type).send(content);
    });
  }
  return router;
}
