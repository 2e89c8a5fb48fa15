import { Client } from "pg";

const NAME = "gateway_growth";

async function asAdmin(url: string, texts: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

/**
 * Do a work on a new database of a server: another measurement's has other keys. It and its roles are gone afterwards.
 *
 * @param url of a user who may create databases
 * @throws Error when a database of that name is there
 */
export async function withOwnDatabase(url: string, work: (url: string) => Promise<void>): Promise<void> {
  await asAdmin(url, [`create database ${NAME}`]);
  const own = new URL(url);
  own.pathname = `/${NAME}`;
  try {
    await work(own.href);
  } finally {
    const roles = ["control", "test", "production"].map((schema) => `drop role if exists ${NAME}_${schema}`);
    await asAdmin(url, [`drop database ${NAME} with (force)`, ...roles]);
  }
}
