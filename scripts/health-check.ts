import { get } from "node:http";
import { get as getOverTls } from "node:https";

/*
 * Health check of the container: exits 0 when the server of this environment is ready. Over TLS the certificate is not
 * checked, since it bears the public name and this asks the own machine for one status.
 */
const DURATION_MS_MAX = 4_000;
/** Addresses that mean "every interface", and how this machine reaches itself then. */
const OWN_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

const host = process.env["HOST"] || "127.0.0.1";
const target = {
  host: OWN_ADDRESS[host] ?? host,
  port: Number(process.env["CONSOLE_PORT"] || "8081"),
  path: "/readyz",
  timeout: DURATION_MS_MAX,
};

const status = await new Promise<number>((resolve) => {
  const take = (response: { readonly statusCode?: number | undefined; resume(): unknown }): void => {
    response.resume();
    resolve(response.statusCode ?? 0);
  };
  const request = process.env["TLS_CERT_FILE"]
    ? getOverTls({ ...target, rejectUnauthorized: false }, take)
    : get(target, take);
  request.once("timeout", () => request.destroy());
  request.once("error", () => resolve(0));
});

if (status !== 200) console.error(`not ready: ${status === 0 ? "no answer" : `status ${status}`}`);
process.exitCode = status === 200 ? 0 : 1;
