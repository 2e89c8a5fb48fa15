import type { Alert, AlertChannel } from "./alerts.ts";

/** For the other side to answer. */
const WEBHOOK_DURATION_MS_MAX = 5_000;

/** What of `fetch` is used. */
export type PostJson = (
  url: string,
  options: {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly redirect: "error";
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly ok: boolean }>;

/** What a mail must say of itself; ids are kept by the caller. */
export interface AlertMail {
  readonly subject: string;
  readonly text: string;
  readonly atMs: number;
}

function minutes(durationMs: number): string {
  const count = Math.round(durationMs / 60_000);
  return count === 1 ? "1 minute" : `${count} minutes`;
}

/** The alert as one JSON value: `{id, state, severity, text, since, durationSeconds}`. */
function alertJson({ id, state, severity, text, sinceMs, durationMs }: Alert): string {
  const since = new Date(sinceMs).toISOString();
  return JSON.stringify({
    id,
    state,
    severity,
    text,
    since,
    durationSeconds: Math.round(durationMs / 1_000),
  });
}

/** POST each alert as JSON; anything but a success is tried again. */
export function webhookChannel(url: string, post: PostJson): AlertChannel {
  return async (alert) => {
    const answer = await post(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: alertJson(alert),
      redirect: "error",
      signal: AbortSignal.timeout(WEBHOOK_DURATION_MS_MAX),
    });
    if (!answer.ok) throw new Error("the webhook did not take the alert");
  };
}

/** Hand each alert on as a mail, which says the period. */
export function mailChannel(send: (mail: AlertMail) => Promise<void>): AlertChannel {
  return (alert) => {
    const { id, state, severity, text, sinceMs, durationMs } = alert;
    const since = `${new Date(sinceMs).toISOString().slice(0, 16)}Z`;
    const period =
      state === "raised"
        ? `It began at ${since} and has lasted for ${minutes(durationMs)}.`
        : `It began at ${since} and ended after ${minutes(durationMs)}.`;
    const what = state === "raised" ? severity : "over";
    return send({
      subject: `MIIC gateway: ${id} (${what})`,
      text: `${text}\n\n${period}\n`,
      atMs: sinceMs + durationMs,
    });
  };
}
