/*
 * The statements that every message runs, as PostgreSQL writes them. In those that SQLite runs as well, with `?`
 * in place of `$n`, each stands once and in order.
 */

/** Parameters: organization, control id, payload hash. */
export const FIND_REPLAY = `
  select m.id as message_id, m.ack_code, m.basis, b.answer
    from transmission t
    join message m on m.id = t.message_id
    join message_body b on b.message_id = t.message_id
   where t.organization_id = $1 and t.control_id = $2 and t.payload_hash = $3`;

/** Parameters: organization, control id, day of MSH-7, facility, application, payload hash. */
export const WAS_CONTROL_ID_USED = `
  select 1 as used
    from transmission
   where organization_id = $1 and control_id = $2 and message_day = $3
     and sending_facility = $4 and sending_application = $5 and payload_hash <> $6
   limit 1`;

/**
 * FIND_REPLAY and WAS_CONTROL_ID_USED for PostgreSQL, in one round trip: a row without a message says that the id was used.
 * Messages are looked up, not joined, so that a plan that was made while they were few reads no more of many.
 * Parameters: organization, control id, payload hash, day of MSH-7, facility, application.
 */
export const FIND_EARLIER = `
  select t.message_id, m.ack_code, m.basis, m.answer
    from transmission t
   cross join lateral (
     select m.ack_code, m.basis, b.answer
       from message m
       join message_body b on b.message_id = m.id
      where m.id = t.message_id
      limit 1
   ) as m
   where t.organization_id = $1 and t.control_id = $2 and t.payload_hash = $3
   union all (
  select null, null, null, null
    from transmission
   where organization_id = $1 and control_id = $2 and message_day = $4
     and sending_facility = $5 and sending_application = $6 and payload_hash <> $3
   limit 1)`;

/** Parameters: time, message id. */
export const COUNT_REPLAY = `
  update message set replays = replays + 1, last_replay_at_ms = $1 where id = $2`;

/** Parameters: the columns in order. */
export const INSERT_MESSAGE = `
  insert into message (
    id, received_at_ms, organization_id, credential_id, control_id, sending_application, sending_facility, message_day,
    type, processing_id, ack_code, basis, payload_hash, answer_hash, bytes, supersedes, facility_id
  ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;

/** Parameters: message id, sealed request, sealed answer. */
export const INSERT_BODY = `
  insert into message_body (message_id, request, answer) values ($1, $2, $3)`;

/** Parameters: the columns in order. */
export const INSERT_FINDING = `
  insert into finding (
    message_id, position, rule_id, severity, location, error_code, application_error_code, effect
  ) values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** Parameters: the columns in order. The newest message stands for the key (decision D7). */
export const SAVE_TRANSMISSION = `
  insert into transmission (
    organization_id, control_id, payload_hash, message_id, sending_application, sending_facility, message_day
  ) values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (organization_id, control_id, payload_hash) do update set message_id = excluded.message_id`;

/** The same statement with SQLite's placeholders. */
export function forSqlite(text: string): string {
  return text.replaceAll(/\$\d+/g, "?");
}
