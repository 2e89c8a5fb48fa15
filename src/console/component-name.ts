import type { DataType } from "../immunization/profiles/profile.ts";
import { DATA_TYPES } from "../immunization/profiles/data-types.ts";
import { PROFILES } from "../immunization/profiles/profiles.ts";

const ROWS = Object.values(PROFILES).flatMap(({ segments }) => segments);

function typeOf(segment: string, field: number): DataType | undefined {
  const rows = ROWS.filter((row) => row.segment === segment).flatMap(({ fields }) => fields);
  return rows.find((row) => row.field === field && row.type !== "varies")?.type;
}

function isComposite(type: DataType): type is keyof typeof DATA_TYPES {
  return Object.hasOwn(DATA_TYPES, type);
}

/** @returns the name of a component, 1-based; `""` when the field has no parts or the guide does not name this one */
export function componentName(segment: string, field: number, component: number): string {
  const type = typeOf(segment, field);
  if (type === undefined || !isComposite(type)) return "";
  return DATA_TYPES[type].find((row) => row.component === component)?.name ?? "";
}
