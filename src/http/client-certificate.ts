import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type ClientCertificate, commonNameOf, keySha256Of } from "../accounts/certificate-pins.ts";

const shown = new WeakMap<Socket, ClientCertificate | undefined>();
const CHAIN_LENGTH_MAX = 10;

/** Keys of those who issued it, as far as the chain was sent or is ours; only a chain that OpenSSL found good counts. */
function issuerKeysOf(socket: TLSSocket): readonly string[] {
  if (!socket.authorized) return [];
  const keys: string[] = [];
  let issuer = socket.getPeerCertificate(true).issuerCertificate;
  while (issuer !== undefined && keys.length < CHAIN_LENGTH_MAX) {
    const key = keySha256Of(new X509Certificate(issuer.raw));
    if (keys.includes(key)) break;
    keys.push(key);
    issuer = issuer.issuerCertificate;
  }
  return keys;
}

function read(socket: Socket): ClientCertificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  return {
    keySha256: keySha256Of(certificate),
    subject: commonNameOf(certificate.subject),
    issuerKeys: issuerKeysOf(socket),
    fromMs: certificate.validFromDate.getTime(),
    untilMs: certificate.validToDate.getTime(),
  };
}

/**
 * The certificate that a connection showed; its holder has proved to have the key, or there would be no connection. Read
 * once for each connection.
 *
 * @returns undefined without TLS, and when none was shown
 */
export function clientCertificate(socket: Socket): ClientCertificate | undefined {
  if (!shown.has(socket)) shown.set(socket, read(socket));
  return shown.get(socket);
}
