import type { Migration } from "../../migrate.ts";

/** Log-in to the console: sessions, the second factor, and the end of sessions by a reset (promise S15). */
export const consoleSessions: Migration = {
  number: 8,
  name: "console-sessions",
  statements: ({ integer, keyedTableEnd }) => [
    `alter table user_account add column epoch ${integer} not null default 1`,
    `alter table user_account add column must_change_password ${integer} not null default 1`,
    `alter table user_account add column totp_salt text`,
    `alter table user_account add column totp_pepper_id text`,
    `alter table user_account add column totp_step ${integer} not null default 0`,
    `create table console_session (
       id text not null primary key,
       username text not null references user_account (username),
       epoch ${integer} not null,
       stage text not null check (stage in ('code', 'open')),
       started_at_ms ${integer} not null,
       seen_at_ms ${integer} not null,
       proved_at_ms ${integer} not null,
       reveal text,
       notice text
     ) ${keyedTableEnd}`,
    `create index console_session_seen on console_session (seen_at_ms)`,
  ],
};
