import { CANDIDATES_READ_MAX, KEYS_ELSEWHERE_MAX } from "../registry/ports.ts";

/*
 * The statements that every update and query runs, as PostgreSQL writes them. Each `$n` stands once and in order, so that
 * SQLite takes the same text with `?`; a list of numbers is an array there and JSON here.
 */

/** What each dialect writes in its own way. */
export interface Wording {
  /** "Is one of the numbers of parameter n". */
  readonly oneOf: (parameter: string) => string;
  /** Joins `p`, the patient whose id a column holds. */
  readonly patientOf: (column: string) => string;
}

/**
 * PostgreSQL keeps a plan that was made while the table was small, and would then read all of it and join afterwards; a
 * subquery with a limit it can only look up, person by person. And it keeps a plan only where one for the very values would not
 * seem cheaper, as one for a short list does: within `(select …)` the planner does not see how short.
 */
export const WORDING: Readonly<Record<"sqlite" | "postgres", Wording>> = {
  sqlite: {
    oneOf: (parameter) => `in (select value from json_each(${parameter}))`,
    patientOf: (column) => `join patient p on p.id = ${column}`,
  },
  postgres: {
    oneOf: (parameter) => `= any ((select ${parameter}::bigint[])::bigint[])`,
    patientOf: (column) =>
      `cross join lateral (select id, scope, document from patient where id = ${column} limit 1) as p`,
  },
};

/**
 * People who share a key, those that share most first, an identifier before all else.
 * Parameters: identifiers, blocking keys, key of the chart.
 */
export function findPeople({ oneOf, patientOf }: Wording): string {
  return `
  select p.id, p.scope, p.document, s.patient_id as has_source
    from (
      select patient_id, sum(weight) as weight
        from (
          select patient_id, ${CANDIDATES_READ_MAX} as weight from patient_identifier where key ${oneOf("$1")}
           union all
          select patient_id, 1 as weight from match_key where key ${oneOf("$2")}
        ) as hit
       group by patient_id
       order by sum(weight) desc, patient_id
       limit ${CANDIDATES_READ_MAX}
    ) as best
    ${patientOf("best.patient_id")}
    left join (select distinct patient_id from patient_source where key = $3) as s on s.patient_id = p.id`;
}

/** Parameters: person. */
export const FIND_PERSON = `
  select id, scope, merged_into, document from patient where id = $1`;

/** Parameters: person, three times. */
export const FIND_RECORDS = `
  select 'source' as kind, id, organization_id, site, null as source_id, document
    from patient_source where patient_id = $1
   union all
  select 'report', id, null, null, source_id, document
    from vaccination_report where patient_id = $2
   union all
  select case when gone = 0 then 'event' else 'gone' end, id, null, null, null, document
    from vaccination_event where patient_id = $3`;

/** Parameters: keys, person. */
export function findKeysElsewhere({ oneOf }: Wording): string {
  return `
  select id, document
    from vaccination_report
   where key ${oneOf("$1")} and patient_id <> $2
   limit ${KEYS_ELSEWHERE_MAX}`;
}

/** Parameters: the last id of the page before, how many. */
export const LIST_AWAITING_CODES = `
  select id from patient
   where awaits_codes = 1 and merged_into is null and id > $1
   order by id limit $2`;

/** Parameters: id, scope, time, document, 1 or 0 or null for "as it was" twice. */
export const SAVE_PATIENT = `
  insert into patient (id, scope, created_at_ms, document, awaits_codes) values ($1, $2, $3, $4, coalesce($5, 0))
  on conflict (id) do update set
    document = excluded.document, awaits_codes = coalesce($6, patient.awaits_codes)`;

/** Parameters: id, person, organization, site, key, document. */
export const SAVE_SOURCE = `
  insert into patient_source (id, patient_id, organization_id, site, key, document) values ($1, $2, $3, $4, $5, $6)
  on conflict (id) do update set patient_id = excluded.patient_id, document = excluded.document`;

/** Parameters: id, person, chart, key, document. */
export const SAVE_REPORT = `
  insert into vaccination_report (id, patient_id, source_id, key, document) values ($1, $2, $3, $4, $5)
  on conflict (id) do update set patient_id = excluded.patient_id, document = excluded.document`;

/** Parameters: id, person, document. */
export const SAVE_EVENT = `
  insert into vaccination_event (id, patient_id, document) values ($1, $2, $3)
  on conflict (id) do update set patient_id = excluded.patient_id, gone = 0, document = excluded.document`;

/** Parameters: message, chart. */
export const SAVE_MESSAGE_SOURCE = `
  insert into message_source (message_id, source_id) values ($1, $2)
  on conflict (message_id) do update set source_id = excluded.source_id, withdrawn_at_ms = null`;

/** Parameters: the columns in order. */
export const SAVE_PAIR = `
  insert into match_review (patient_id, other_id, reason, score_tenths, message_id, created_at_ms)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (patient_id, other_id) do nothing`;

/** Parameters: message, person. */
export const SAVE_DISCLOSURE = `
  insert into query_disclosure (message_id, patient_id) values ($1, $2)`;

/** Parameters: organization. */
export const FIND_QUERY_USE = `
  select day_from_ms, day_queries, minute_from_ms, minute_queries, not_found_from_ms, not_found
    from query_use where organization_id = $1`;

/** One more in a window that lasts, the first one in a new window. */
function counted(count: string, from: string): string {
  return `${count} = excluded.${count} +
      case when query_use.${from} = excluded.${from} then query_use.${count} else 0 end,
    ${from} = excluded.${from}`;
}

/** Parameters: organization, begin of day, of minute, of the window of not-found, 1 when nobody was found else 0. */
export const COUNT_QUERY: string = `
  insert into query_use (
    organization_id, day_from_ms, day_queries, minute_from_ms, minute_queries, not_found_from_ms, not_found
  ) values ($1, $2, 1, $3, 1, $4, $5)
  on conflict (organization_id) do update set
    ${counted("day_queries", "day_from_ms")},
    ${counted("minute_queries", "minute_from_ms")},
    ${counted("not_found", "not_found_from_ms")}
  returning day_from_ms, day_queries, minute_from_ms, minute_queries, not_found_from_ms, not_found`;
