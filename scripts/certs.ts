import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { makeDevelopmentCertificates } from "./development-certificates.ts";

const HELP = `Usage: npm run certs [-- --out FOLDER] [--days N] [--force]

Makes certificates for trying TLS on this machine: a CA, a server certificate for localhost, 127.0.0.1 and ::1,
and a client certificate. Not for production: get those from your CA.

  --out FOLDER  where to write (certs)
  --days N      how long they are valid, 1 to 825 (90)
  --force       replace the files that are there

Example: npm run certs -- --days 30
`;
const DAYS_MAX = 825;
const MS_PER_DAY = 86_400_000;
/** Clocks of two machines differ. */
const BACKDATED_MS = 3_600_000;
const EXIT_USAGE = 2;
const EXIT_REFUSED = 4;

interface Options {
  readonly folder: string;
  readonly days: number;
  readonly force: boolean;
}

/** @returns undefined when the arguments cannot be used; what is wrong is then on standard error */
function readOptions(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: "string", default: "certs" },
        days: { type: "string", default: "90" },
        force: { type: "boolean", default: false },
      },
    });
    const days = /^\d{1,3}$/.test(values.days) ? Number(values.days) : 0;
    if (days >= 1 && days <= DAYS_MAX) return { folder: values.out, days, force: values.force };
    console.error(`--days must be a whole number from 1 to ${DAYS_MAX}`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : "bad arguments");
  }
  return undefined;
}

async function makeFiles(options: Options): Promise<number> {
  const paths = {
    caCert: join(options.folder, "development-ca.crt"),
    serverCert: join(options.folder, "server.crt"),
    serverKey: join(options.folder, "server.key"),
    clientCert: join(options.folder, "client.crt"),
    clientKey: join(options.folder, "client.key"),
  };
  const present = Object.values(paths).filter((path) => existsSync(path));
  if (present.length > 0 && !options.force) {
    console.error(`Already there: ${present.join(", ")}. Nothing was written; --force replaces them.`);
    return EXIT_REFUSED;
  }
  const nowMs = Date.now();
  const made = await makeDevelopmentCertificates({
    notBefore: new Date(nowMs - BACKDATED_MS),
    notAfter: new Date(nowMs + options.days * MS_PER_DAY),
  });
  mkdirSync(options.folder, { recursive: true });
  write(paths.caCert, made.caCert, 0o644);
  write(paths.serverCert, made.server.cert, 0o644);
  write(paths.serverKey, made.server.key, 0o600);
  write(paths.clientCert, made.client.cert, 0o644);
  write(paths.clientKey, made.client.key, 0o600);
  console.log(`Valid for ${options.days} days: ${Object.values(paths).join(", ")}

Start the server with them:
  TLS_CERT_FILE=${paths.serverCert} TLS_KEY_FILE=${paths.serverKey} TLS_CLIENT_CA_FILE=${paths.caCert} npm start

Call it (the address is the server's SOAP port):
  curl --cacert ${paths.caCert} --cert ${paths.clientCert} --key ${paths.clientKey} https://localhost:8080/livez`);
  return 0;
}

/** The mode holds for a new file from the start, and for a replaced one before it has new content. */
function write(path: string, text: string, mode: number): void {
  if (existsSync(path)) chmodSync(path, mode);
  writeFileSync(path, text, { mode });
}

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(HELP);
} else {
  const options = readOptions(args);
  process.exitCode = options === undefined ? EXIT_USAGE : await makeFiles(options);
}
