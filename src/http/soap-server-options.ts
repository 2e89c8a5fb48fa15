import type { ServerOptions } from "node:http";

/**
 * Bounds of the SOAP port that Node's HTTP server keeps itself, with plain answers: 431 for long headers, 408 for slow
 * ones and slow bodies, 400 for two lengths or no Host (decision D33).
 *
 * @see operations.md R8, R9
 */
export const SOAP_SERVER_OPTIONS: ServerOptions = {
  maxHeaderSize: 8192,
  headersTimeout: 5000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 1000,
  keepAliveTimeout: 10_000,
  requireHostHeader: true,
  insecureHTTPParser: false,
};

/** Open connections of the SOAP port; more are refused by the system. Never 0, which would refuse all. */
export const SOAP_CONNECTIONS_MAX = 1024;
