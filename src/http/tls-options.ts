import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContextOptions, type TlsOptions } from "node:tls";

/** Paths of PEM files. */
export interface TlsFiles {
  /** The server's certificate, then its intermediates. */
  readonly certFile: string;
  /** The private key of the first certificate, not encrypted. */
  readonly keyFile: string;
  /** CAs of client certificates; empty when only keys are pinned. */
  readonly clientCaFile: string;
}

/** A TLS file cannot be used. The text names the file and what to do, never its content. */
export class TlsFileError extends Error {
  constructor(file: string, problem: string) {
    super(`${file}: ${problem}`);
    this.name = "TlsFileError";
  }
}

/** Forward secrecy and authenticated encryption only (promise S7); the first three are TLS 1.3. */
const CIPHERS = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
].join(":");

/**
 * Read and check the files, and say how the port speaks TLS: 1.2 and 1.3, ECDHE with AEAD.
 *
 * A client certificate is asked for and not demanded: `authorized` of the socket tells whether one of the client CAs
 * signed it; a pinned key needs none. Which organization must show one is decided where its credential is checked.
 *
 * @param nowMs an instant at which the certificate must be valid, milliseconds since the epoch
 * @throws TlsFileError for the first file that cannot be read, is no PEM, does not fit the others, or is out of date
 */
export function readTlsOptions(files: TlsFiles, nowMs: number): TlsOptions {
  const cert = readPem(files.certFile);
  const key = readPem(files.keyFile);
  checkServerCertificate(files, cert, key, nowMs);
  const ca = files.clientCaFile === "" ? undefined : readPem(files.clientCaFile);
  if (ca !== undefined) checkClientCas(files.clientCaFile, ca);
  const context: SecureContextOptions = {
    cert,
    key,
    ...(ca !== undefined && { ca }),
    minVersion: "TLSv1.2",
    maxVersion: "TLSv1.3",
    ciphers: CIPHERS,
    honorCipherOrder: true,
  };
  try {
    createSecureContext(context);
  } catch {
    throw new TlsFileError(files.certFile, `OpenSSL does not take it together with ${files.keyFile}`);
  }
  return { ...context, requestCert: true, rejectUnauthorized: false };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code: unknown = error instanceof Error && "code" in error ? error.code : "";
    throw new TlsFileError(file, `cannot be read (${String(code)})`);
  }
}

function checkServerCertificate(files: TlsFiles, cert: string, key: string, nowMs: number): void {
  const certificate = readCertificate(files.certFile, cert);
  if (nowMs < certificate.validFromDate.getTime() || nowMs > certificate.validToDate.getTime())
    throw new TlsFileError(
      files.certFile,
      `is valid from ${certificate.validFrom} to ${certificate.validTo}, not now; replace it or set the clock`,
    );
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey === undefined) throw new TlsFileError(files.keyFile, "is no unencrypted private key in PEM");
  if (!certificate.checkPrivateKey(privateKey))
    throw new TlsFileError(files.keyFile, `is not the key of the first certificate in ${files.certFile}`);
}

function readCertificate(file: string, pem: string): X509Certificate {
  const certificate = attempt(() => new X509Certificate(pem));
  if (certificate === undefined) throw new TlsFileError(file, "does not begin with a certificate in PEM");
  return certificate;
}

/** OpenSSL skips what it cannot read in a list of CAs, so that a spoiled list would silently trust nobody. */
function checkClientCas(file: string, pem: string): void {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  if (blocks.length === 0) throw new TlsFileError(file, "holds no certificate in PEM");
  for (const block of blocks) {
    if (!readCertificate(file, block).ca) throw new TlsFileError(file, "holds a certificate that is no CA");
  }
}

/** What `read` returns, or undefined when it throws: the error may quote the file. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
