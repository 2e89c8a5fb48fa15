import { Router } from "express";
import type { CheckReadiness, Readiness } from "./readiness.ts";

/** A check that takes longer is a check that failed; probes give up after some seconds themselves. */
const CHECK_DURATION_MS_MAX = 2_000;

const LATE: Readiness = { ready: false, checks: { "check-in-time": false } };
const FAILED: Readiness = { ready: false, checks: { check: false } };

/**
 * `GET /livez`: 200 while the process answers at all. `GET /readyz`: 200 or 503 with `{ready, checks}`. The same on both
 * ports, without login.
 */
export function createProbes(check: CheckReadiness, durationMsMax: number = CHECK_DURATION_MS_MAX): Router {
  const router = Router();
  router.get("/livez", (_request, response) => {
    response.set("Cache-Control", "no-store").json({ live: true });
  });
  router.get("/readyz", async (_request, response) => {
    const { ready, checks } = await checkInTime(check, durationMsMax);
    response
      .status(ready ? 200 : 503)
      .set("Cache-Control", "no-store")
      .json({ ready, checks });
  });
  return router;
}

async function checkInTime(check: CheckReadiness, durationMsMax: number): Promise<Readiness> {
  const { promise: late, resolve } = Promise.withResolvers<Readiness>();
  const timer = setTimeout(() => resolve(LATE), durationMsMax);
  try {
    return await Promise.race([
      Promise.resolve()
        .then(check)
        .catch(() => FAILED),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
