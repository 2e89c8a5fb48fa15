import { createHash, X509Certificate } from "node:crypto";
import { RefusedError } from "../kernel/refused-error.ts";

/**
 * What a client certificate of an organization must be: one with this very key, or one that this CA issued to this subject.
 * A key is pinned rather than a certificate, so that a renewal with the same key needs nothing.
 */
export interface CertificatePin {
  readonly id: string;
  readonly kind: "key" | "ca";
  /** SHA-256 of the public key (SPKI) of the certificate or of the CA, in hex. */
  readonly keySha256: string;
  /** CN that the certificate must have; with `ca` only. */
  readonly subject?: string;
  /** For people: subject and end of the certificate that was pinned. */
  readonly label: string;
  readonly pinnedAtMs: number;
}

/** Certificate of a connection, whose key the caller has proved to hold. */
export interface ClientCertificate {
  readonly keySha256: string;
  /** CN of its subject, `""` when there is none. */
  readonly subject: string;
  /** Keys of the CAs that stand behind it, when a CA of TLS_CLIENT_CA_FILE does and it is in date; else none. */
  readonly issuerKeys: readonly string[];
  /** Validity, milliseconds since the epoch. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Pins of one organization: today's, the next one, and room. */
export const CERTIFICATE_PINS_MAX = 20;

/** SHA-256 of the public key of a certificate in DER, in hex. */
export function keySha256Of(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(spki).digest("hex");
}

/** CN of a subject as `X509Certificate` writes it, one part a line. */
export function commonNameOf(subject: string): string {
  return /^CN=(.*)$/m.exec(subject)?.[1] ?? "";
}

/** @throws RefusedError `usage` unless the text begins with a certificate in PEM, a CA where one is asked for */
export function readPinned(
  pem: string,
  kind: CertificatePin["kind"],
): Pick<CertificatePin, "keySha256" | "label"> {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    throw new RefusedError("usage", "--file must begin with a certificate in PEM.");
  }
  if (kind === "ca" && !certificate.ca)
    throw new RefusedError("usage", "--subject goes with the certificate of a CA; this is none.");
  const name = commonNameOf(certificate.subject) || "without a name";
  const label = `${name}, until ${certificate.validToDate.toISOString().slice(0, 10)}`;
  return { keySha256: keySha256Of(certificate), label: label.replaceAll(/\p{Cc}/gu, "").slice(0, 200) };
}

/**
 * Whether the certificate of a connection is one of those pinned, and in date; without pins none is needed.
 *
 * @param nowMs real time
 */
export function holdsPin(
  pins: readonly CertificatePin[],
  shown: ClientCertificate | undefined,
  nowMs: number,
): boolean {
  if (pins.length === 0) return true;
  if (shown === undefined || nowMs < shown.fromMs || nowMs > shown.untilMs) return false;
  return pins.some((pin) =>
    pin.kind === "key"
      ? pin.keySha256 === shown.keySha256
      : shown.issuerKeys.includes(pin.keySha256) && pin.subject === shown.subject,
  );
}
