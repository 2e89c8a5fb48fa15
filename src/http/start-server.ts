import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { answerClientErrors } from "./answer-client-errors.ts";
import { noteCaller } from "./caller-address.ts";
import { refuseUnclear } from "./refuse-unclear.ts";
import { checkServerLimits, SERVER_LIMITS, type ServerLimits } from "./server-limits.ts";

export interface ServerOptions {
  readonly listener: RequestListener;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Of `readTlsOptions()`; absent: plain HTTP. */
  readonly tls?: TlsOptions;
  readonly limits?: ServerLimits;
  /** TRUSTED_PROXY_HOPS; 0 unless given. */
  readonly proxyHops?: number;
}

export interface StartedServer {
  readonly server: Server;
  /** The port that is listened on, also when 0 was asked for. */
  readonly port: number;
}

/** The port cannot be listened on; the text names address and cause. */
export class ListenError extends Error {
  constructor(host: string, port: number, cause: string) {
    super(`${host}:${port} cannot be listened on (${cause})`);
    this.name = "ListenError";
  }
}

/**
 * Listen with every bound set: slow, swollen and malformed requests end here with a plain 408, 431 or 400 and never
 * reach the listener whole (promises R8, R9, S7).
 *
 * @throws RangeError for a limit that is no positive whole number
 * @throws ListenError when the address is in use or not ours
 */
export async function startServer(options: ServerOptions): Promise<StartedServer> {
  const limits = options.limits ?? SERVER_LIMITS;
  checkServerLimits(limits);
  const server = boundedServer(options, limits);
  answerClientErrors(server);
  await listen(server, options.host, options.port);
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("a TCP port has an address");
  return { server, port: address.port };
}

function boundedServer(options: ServerOptions, limits: ServerLimits): Server {
  const bounds = {
    headersTimeout: limits.headersDurationMsMax,
    requestTimeout: limits.requestDurationMsMax,
    connectionsCheckingInterval: limits.checkIntervalMs,
    keepAliveTimeout: limits.keepAliveDurationMsMax,
    maxHeaderSize: limits.headerBytesMax,
    requireHostHeader: true,
    insecureHTTPParser: false,
  };
  const listener = refuseUnclear((request, response) => {
    noteCaller(request, options.proxyHops ?? 0);
    options.listener(request, response);
  });
  const server =
    options.tls === undefined
      ? createServer(bounds, listener)
      : createTlsServer(
          { ...bounds, ...options.tls, handshakeTimeout: limits.headersDurationMsMax },
          listener,
        );
  server.timeout = limits.silenceDurationMsMax;
  server.maxRequestsPerSocket = limits.requestsPerConnectionMax;
  server.maxConnections = limits.connectionsMax;
  // Connections that are only kept open must not shut others out: the next one finds room.
  server.on("drop", () => server.closeIdleConnections());
  return server;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void =>
      reject(new ListenError(host, port, error.code ?? error.name));
    server.once("error", refuse);
    server.listen({ host: host.replaceAll(/[[\]]/g, ""), port }, () => {
      server.off("error", refuse);
      resolve();
    });
  });
}
