import { Router } from "express";
import { accountRoutes, logInRoutes } from "./account-routes.ts";
import { serveAssets } from "./assets.ts";
import { benchRoutes } from "./bench-routes.ts";
import type { ConsoleDeps } from "./console-deps.ts";
import { createConsoleRouter, notFound, unreadForm } from "./console-router.ts";
import { messageRoutes } from "./message-routes.ts";
import { oneTimeRoutes } from "./one-time-routes.ts";
import { operationsRoutes } from "./operations-routes.ts";
import { organizationRoutes } from "./organization-routes.ts";
import { patientRoutes } from "./patient-routes.ts";
import { reportRoutes } from "./report-routes.ts";

/** All pages and forms of the console. */
export function createConsole(deps: ConsoleDeps): Router {
  const pages = createConsoleRouter(deps, {
    open: { ...logInRoutes(deps), ...oneTimeRoutes(deps) },
    signed: {
      ...accountRoutes(deps),
      ...organizationRoutes(deps),
      ...reportRoutes(deps),
      ...messageRoutes(deps),
      ...benchRoutes(deps),
      ...patientRoutes(deps),
      ...operationsRoutes(deps),
    },
  });
  return Router().use(serveAssets()).use(pages).use(notFound(deps)).use(unreadForm(deps));
}
