import type { Migration } from "../../migrate.ts";

/** Organizations, their sites and credentials, people, tokens and failed log-ins (decisions D12, D25, D28, D33, D34). */
export const accounts: Migration = {
  number: 2,
  name: "accounts",
  statements: ({ integer, keyedTableEnd }) => [
    `create table organization (
       id text not null primary key,
       created_at_ms ${integer} not null,
       name text not null,
       parent_id text references organization (id),
       stage text not null,
       zone text not null,
       ack_warnings text not null check (ack_warnings in ('AA', 'AE')),
       may text not null,
       suspended ${integer} not null check (suspended in (0, 1)),
       production_override ${integer} not null check (production_override in (0, 1)),
       backload_from text,
       backload_to text,
       check ((backload_from is null) = (backload_to is null))
     ) ${keyedTableEnd}`,
    `create index organization_parent on organization (parent_id)`,
    `create table site (
       organization_id text not null references organization (id),
       code text not null,
       from_day text not null,
       until_day text,
       name text not null,
       mnvfc ${integer} not null check (mnvfc in (0, 1)),
       position ${integer} not null,
       primary key (organization_id, code, from_day),
       check (until_day is null or until_day >= from_day)
     ) ${keyedTableEnd}`,
    `create index site_code on site (code)`,
    `create unique index site_open on site (code) where until_day is null`,
    `create table credential (
       id text not null primary key,
       organization_id text not null references organization (id),
       realm text not null check (realm in ('test', 'production')),
       username text not null unique,
       pepper_id text not null,
       secret_hash text not null,
       issued_at_ms ${integer} not null,
       expires_at_ms ${integer} not null,
       revoked_at_ms ${integer},
       superseded_by text,
       last_used_at_ms ${integer},
       last_used_from text
     ) ${keyedTableEnd}`,
    `create index credential_organization on credential (organization_id, realm)`,
    `create table user_account (
       username text not null primary key,
       role text not null,
       organization_ids text not null,
       password_hash text not null,
       disabled ${integer} not null check (disabled in (0, 1)),
       created_at_ms ${integer} not null
     ) ${keyedTableEnd}`,
    `create table token (
       id text not null primary key,
       username text not null references user_account (username),
       scope text not null,
       pepper_id text not null,
       secret_hash text not null,
       issued_at_ms ${integer} not null,
       expires_at_ms ${integer} not null,
       revoked_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create table login_failure (
       key text not null primary key,
       failures ${integer} not null,
       last_at_ms ${integer} not null
     ) ${keyedTableEnd}`,
    `create index login_failure_age on login_failure (last_at_ms)`,
  ],
};
