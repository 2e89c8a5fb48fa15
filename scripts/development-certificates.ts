// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 needs it loaded first
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralName,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** What a development machine needs to try TLS with client certificates. The CA's own key is not among it. */
export interface DevelopmentCertificates {
  /** Of the CA that signed the two others; clients and server trust it. */
  readonly caCert: string;
  /** For localhost, 127.0.0.1 and ::1. */
  readonly server: Issued;
  readonly client: Issued;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const KEY_ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNING_ALGORITHM = { name: "ECDSA", hash: "SHA-256" } as const;
const SERVER_NAMES: JsonGeneralName[] = [
  { type: "dns", value: "localhost" },
  { type: "ip", value: "127.0.0.1" },
  { type: "ip", value: "::1" },
];

interface Authority {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
}

/**
 * Make a CA, a server certificate and a client certificate (ECDSA P-256). The CA's key is forgotten at once, so that
 * nobody can sign more with a CA that a developer told a browser to trust.
 */
export async function makeDevelopmentCertificates(validity: Validity): Promise<DevelopmentCertificates> {
  const authority: Authority = { name: "CN=MIIC gateway development CA", keys: await makeKeys() };
  const ca = await X509CertificateGenerator.create({
    ...named(authority.name, authority.name, validity),
    publicKey: authority.keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  return {
    caCert: ca.toString("pem"),
    server: await issue(authority, validity, "CN=localhost", [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension(SERVER_NAMES),
    ]),
    client: await issue(authority, validity, "CN=development EHR", [
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.clientAuth]),
    ]),
  };
}

async function issue(
  authority: Authority,
  validity: Validity,
  subject: string,
  purpose: readonly Extension[],
): Promise<Issued> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    ...named(subject, authority.name, validity),
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
      ...purpose,
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: certificate.toString("pem"), key: PemConverter.encode(key, "PRIVATE KEY") };
}

function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(KEY_ALGORITHM, true, ["sign", "verify"]);
}

function named(subject: string, issuer: string, validity: Validity) {
  return {
    subject,
    issuer,
    ...validity,
    serialNumber: `01${randomBytes(15).toString("hex")}`,
    signingAlgorithm: SIGNING_ALGORITHM,
  };
}
