import { type RawBuilder, sql } from "kysely";

/** A text as a pattern that finds it anywhere. */
function anywhere(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

/** Whether a column holds a text; what is no ASCII letter only as it was written. */
export function holdsText(column: string, text: string): RawBuilder<boolean> {
  const [ref, small] = [sql.ref(column), anywhere(text.toLowerCase())];
  return sql<boolean>`(lower(${ref}) like ${small} escape '\\' or ${ref} like ${anywhere(text)} escape '\\')`;
}
