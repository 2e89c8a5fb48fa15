import type { Express } from "express";
import type { Log, LogEvent, LogFields, LogLevel } from "../../src/kernel/log.ts";
import { createSoapApp, type SoapAppDeps } from "../../src/http/soap-app.ts";
import { SERVER_LIMITS, type ServerLimits } from "../../src/http/server-limits.ts";
import { startServer, type StartedServer } from "../../src/http/start-server.ts";
import { createSoapService, type SoapServiceDeps } from "../../src/soap/soap-service.ts";
import { fakeSubmission, type FakeSubmission } from "./fake-submission.ts";

export const SOAP_PATH = "/miic-ws/client_Service";
export const MESSAGE_BYTES_MAX = 262_144;

export interface LogLine extends LogFields {
  readonly level: LogLevel;
  readonly event: LogEvent;
}

export interface SoapPort {
  readonly app: Express;
  readonly submission: FakeSubmission;
  readonly lines: LogLine[];
}

export interface SoapPortSettings {
  readonly service?: Partial<SoapServiceDeps>;
  readonly app?: Partial<SoapAppDeps>;
}

/** A SOAP port with a fake handler behind it, counting ids and a log that is kept. */
export async function soapPort(settings: SoapPortSettings = {}): Promise<SoapPort> {
  const submission = fakeSubmission();
  const lines: LogLine[] = [];
  const log: Log = (level, event, fields) => lines.push({ level, event, ...fields });
  const service = await createSoapService({
    submit: submission.submit,
    messageBytesMax: MESSAGE_BYTES_MAX,
    helpDesk: "help@iis.example.org",
    path: SOAP_PATH,
    inFlight: { inFlightMax: 16, perOriginMax: 16 },
    answerDurationMsMax: 10_000,
    log,
    ...settings.service,
  });
  let count = 0;
  const app = createSoapApp({
    service,
    path: SOAP_PATH,
    publicUrl: "https://iis.example.org",
    checkReadiness: async () => ({ ready: true, checks: {} }),
    isDraining: () => false,
    now: () => 1_000,
    newId: () => `request-${(count += 1)}`,
    log,
    ...settings.app,
  });
  return { app, submission, lines };
}

/** Listen on a free port of loopback as the product does. */
export async function listen(app: Express, limits: Partial<ServerLimits> = {}): Promise<StartedServer> {
  return startServer({ listener: app, host: "127.0.0.1", port: 0, limits: { ...SERVER_LIMITS, ...limits } });
}
