import type { Migration } from "../../migrate.ts";

/** Credentials that are handed over by a page which opens once (decision D12). */
export const credentialDeliveries: Migration = {
  number: 13,
  name: "credential-deliveries",
  statements: ({ integer, keyedTableEnd }) => [
    `create table credential_delivery (
       link_hash text not null primary key,
       id text not null unique,
       organization_id text not null references organization (id),
       realm text not null check (realm in ('test', 'production')),
       contact_id text not null,
       act text not null check (act in ('issue', 'rotate')),
       overlap text,
       override_reason text,
       asked_by text not null,
       asked_by_os_user text not null,
       asked_at_ms ${integer} not null,
       expires_at_ms ${integer} not null,
       opened_at_ms ${integer}
     ) ${keyedTableEnd}`,
  ],
};
