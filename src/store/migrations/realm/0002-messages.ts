import type { Migration } from "../../migrate.ts";

/**
 * Messages with their answers and findings, and the keys by which a repeated transmission is known (decision D7).
 * `message`, `finding` and `transmission` hold no patient data; the texts stand sealed in `message_body` (D27).
 */
export const messages: Migration = {
  number: 2,
  name: "messages",
  statements: ({ integer, bytes, tableEnd, keyedTableEnd }) => [
    `create table message (
       id text not null primary key,
       received_at_ms ${integer} not null,
       organization_id text not null,
       credential_id text not null,
       facility_id text not null,
       control_id text not null,
       sending_application text not null,
       sending_facility text not null,
       message_day text not null,
       type text not null,
       processing_id text not null,
       ack_code text not null check (ack_code in ('AA', 'AE', 'AR')),
       basis text not null,
       payload_hash text not null,
       answer_hash text not null,
       bytes ${integer} not null,
       supersedes text,
       replays ${integer} not null default 0,
       last_replay_at_ms ${integer}
     ) ${keyedTableEnd}`,
    `create index message_newest on message (organization_id, received_at_ms desc, id desc)`,
    `create table message_body (
       message_id text not null primary key references message (id) on delete cascade,
       request ${bytes},
       answer ${bytes}
     ) ${tableEnd}`,
    `create table finding (
       message_id text not null references message (id) on delete cascade,
       position ${integer} not null,
       rule_id text not null,
       severity text not null check (severity in ('E', 'W', 'I')),
       location text,
       error_code text not null,
       application_error_code text,
       effect text not null,
       primary key (message_id, position)
     ) ${keyedTableEnd}`,
    `create table transmission (
       organization_id text not null,
       control_id text not null,
       payload_hash text not null,
       message_id text not null references message (id) on delete cascade,
       sending_application text not null,
       sending_facility text not null,
       message_day text not null,
       primary key (organization_id, control_id, payload_hash)
     ) ${keyedTableEnd}`,
    `create index transmission_origin on transmission
       (organization_id, control_id, message_day, sending_facility, sending_application, payload_hash)`,
    `create index transmission_message on transmission (message_id)`,
  ],
};
