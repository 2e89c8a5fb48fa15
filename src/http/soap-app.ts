import { performance } from "node:perf_hooks";
import express, { type Express, type NextFunction, type Request, type Response } from "express";
import helmet from "helmet";
import type { Clock, IdSource } from "../kernel/clock.ts";
import { createPace } from "../kernel/pace.ts";
import { errorFields, type Log, type LogFields } from "../kernel/log.ts";
import type { SoapReply } from "../soap/soap-reply.ts";
import type { SoapRequest, SoapService } from "../soap/soap-service.ts";
import { answerEarly } from "./answer-early.ts";
import { callerAddress } from "./caller-address.ts";
import { clientCertificate } from "./client-certificate.ts";
import { createProbes } from "./probes.ts";
import { publicAddress } from "./public-address.ts";
import { createBodyReader } from "./read-body.ts";
import type { CheckReadiness } from "./readiness.ts";

/** What the SOAP port needs. */
export interface SoapAppDeps {
  readonly service: SoapService;
  /** SOAP_PATH: segments of letters, digits and `._~-`. */
  readonly path: string;
  /** PUBLIC_URL or `""`. */
  readonly publicUrl: string;
  readonly checkReadiness: CheckReadiness;
  /** Whether the process is about to stop: what is new is refused. */
  readonly isDraining: () => boolean;
  /** When a message was received, on the calendar's clock. */
  readonly now: Clock;
  readonly newId: IdSource;
  readonly log: Log;
}

const PATH = /^(?:\/[A-Za-z0-9._~-]+)+$/;
/** Bodies that are coming in, all together; about 500 of the largest at the default MESSAGE_BYTES_MAX. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;
/**
 * Who sends again the moment it was refused gets the time that nobody else needs (promise S9). A service that has nothing else
 * to do answers at once.
 */
const REFUSALS_PER_TURN = 4;
/** Asked every few seconds by load balancers; their lines are for debugging only. */
const PROBE_PATHS: ReadonlySet<string> = new Set(["/livez", "/readyz"]);
const WSDL_KEYS: ReadonlySet<string> = new Set(["wsdl", "singlewsdl"]);

/** A request on its way: what the log line will hold. */
class Exchange {
  readonly requestId: string;
  readonly receivedAtMs: number;
  /** On the clock that only goes forward; the calendar's may stand still in a demonstration. */
  readonly startedAtMs: number = performance.now();
  facts: LogFields = {};

  constructor(requestId: string, receivedAtMs: number) {
    this.requestId = requestId;
    this.receivedAtMs = receivedAtMs;
  }
}

const exchanges = new WeakMap<Response, Exchange>();

function exchangeOf(response: Response): Exchange {
  const exchange = exchanges.get(response);
  if (exchange === undefined) throw new TypeError("a response without an exchange");
  return exchange;
}

function plain(response: Response, status: number, text: string): void {
  response.status(status).type("text/plain").send(`${text}\n`);
}

function send(response: Response, reply: SoapReply, mustClose: boolean): void {
  response.writeHead(reply.status, { ...reply.headers, ...(mustClose && { connection: "close" }) });
  response.end(reply.body);
}

function factsOf(reply: SoapReply, bytes: number): LogFields {
  return {
    bytes,
    ...(reply.soapVersion !== undefined && { soapVersion: reply.soapVersion }),
    ...(reply.operation !== undefined && { operation: reply.operation }),
    ...(reply.faultCode !== undefined && { faultCode: reply.faultCode }),
  };
}

/** One id a request, ours and never the client's, and one log line when it is over. */
function followExchange(
  deps: SoapAppDeps,
): (request: Request, response: Response, next: NextFunction) => void {
  return (request, response, next) => {
    const level = PROBE_PATHS.has(request.path) ? "debug" : "info";
    const exchange = new Exchange(deps.newId(), deps.now());
    exchanges.set(response, exchange);
    response.setHeader("x-request-id", exchange.requestId);
    // The WSDL repeats the Host, and a cached 404 or fault outlives its cause.
    response.setHeader("cache-control", "no-store");
    response.on("close", () => {
      deps.log(level, "request-answered", {
        requestId: exchange.requestId,
        durationMs: Math.round(performance.now() - exchange.startedAtMs),
        ...(response.headersSent && { httpStatus: response.statusCode }),
        ...(!response.writableFinished && { reason: "client-closed" }),
        ...exchange.facts,
      });
    });
    next();
  };
}

/** POST: read within the bound, ask the service, write its reply. A refusal lets go of the body before it waits to go out. */
function answerSoap(deps: SoapAppDeps): (request: Request, response: Response) => Promise<void> {
  const reply = replyTo(deps);
  const pace = createPace(REFUSALS_PER_TURN);
  return async (request, response) => {
    const answer = await reply(request, response);
    if (answer?.faultCode === "busy") await pace();
    if (answer !== undefined && !response.destroyed) send(response, answer, deps.isDraining());
  };
}

/** What a POST is answered; undefined when it was answered early or nobody waits any more. */
function replyTo(
  deps: SoapAppDeps,
): (request: Request, response: Response) => Promise<SoapReply | undefined> {
  const { service } = deps;
  const readBody = createBodyReader({ bytesMax: service.bodyBytesMax, heldBytesMax: HELD_BYTES_MAX });
  return async (request, response) => {
    const exchange = exchangeOf(response);
    const { requestId } = exchange;
    const contentType = request.headers["content-type"];
    const contentEncoding = request.headers["content-encoding"];
    const media = service.refuseMedia(contentType, contentEncoding);
    if (media !== undefined) {
      answerEarly(request, response, media);
      return undefined;
    }
    const isTooLate = deps.isDraining();
    const read = await readBody(request);
    if (read.kind === "aborted") return undefined;
    if (read.kind !== "read") {
      const reply = service.refuse(read.kind === "crowded" ? "busy" : "message-too-large", {
        contentType,
        head: read.head,
        requestId,
      });
      exchange.facts = factsOf(reply, read.head.length);
      answerEarly(request, response, reply);
      return undefined;
    }
    const certificate = clientCertificate(request.socket);
    const soapRequest: SoapRequest = {
      body: read.body,
      contentType,
      contentEncoding,
      remoteAddress: callerAddress(request),
      requestId,
      receivedAtMs: exchange.receivedAtMs,
      ...(certificate !== undefined && { certificate }),
    };
    const reply = isTooLate
      ? service.refuse("unavailable", { contentType, head: read.body, requestId })
      : await service.answer(soapRequest);
    exchange.facts = factsOf(reply, read.body.length);
    return reply;
  };
}

/** GET: the WSDL when asked for, else how to ask. */
function answerGet(deps: SoapAppDeps): (request: Request, response: Response) => void {
  return (request, response) => {
    const query = new URLSearchParams(request.url.split("?")[1] ?? "");
    if (![...query.keys()].some((key) => WSDL_KEYS.has(key.toLowerCase()))) {
      refuseMethod(request, response);
      return;
    }
    const address = publicAddress(deps.publicUrl, deps.path, {
      protocol: request.protocol,
      host: request.headers.host,
    });
    if (address === undefined)
      plain(response, 400, "The Host header is not a host name with an optional port.");
    else response.status(200).set("content-type", "text/xml; charset=utf-8").send(deps.service.wsdl(address));
  };
}

function refuseMethod(_request: Request, response: Response): void {
  response.setHeader("allow", "GET, HEAD, POST");
  plain(response, 405, "POST a SOAP envelope, or GET with ?wsdl for the description of the service.");
}

/**
 * The Express application of the SOAP port: the service, its description, two probes, nothing else. It has no body parser
 * but ours, trusts no header about its caller, and shows no text of an error.
 *
 * @throws RangeError when the path is not of plain segments
 */
export function createSoapApp(deps: SoapAppDeps): Express {
  if (!PATH.test(deps.path))
    throw new RangeError("the SOAP path must be segments of letters, digits and ._~-");
  const app = express();
  app.disable("x-powered-by").disable("etag").enable("case sensitive routing");
  app.use(followExchange(deps));
  app.use(
    helmet({ contentSecurityPolicy: { useDefaults: false, directives: { "default-src": ["'none'"] } } }),
  );
  app.use(createProbes(deps.checkReadiness));
  app.route(deps.path).post(answerSoap(deps)).get(answerGet(deps)).all(refuseMethod);
  app.use((_request: Request, response: Response) =>
    plain(response, 404, "There is nothing at this address."),
  );
  app.use((error: unknown, _request: Request, response: Response, next: NextFunction) => {
    const requestId = exchanges.get(response)?.requestId ?? "";
    deps.log("error", "fault-answered", { requestId, ...errorFields(error) });
    if (response.headersSent) next(error);
    else plain(response, 500, `The service failed. Reference: ${requestId}`);
  });
  return app;
}
