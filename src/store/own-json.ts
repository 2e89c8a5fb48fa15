/**
 * A value from a JSON column that only this program writes, from the type that it is read as.
 *
 * @throws RangeError when the column does not hold an object: something else wrote it
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- a column has one writer; the caller knows its type
export function ownJson<T extends object>(text: string): T {
  const value: unknown = JSON.parse(text);
  if (!isObject<T>(value)) throw new RangeError("a JSON column of the control database holds no object");
  return value;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
function isObject<T extends object>(value: unknown): value is T {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * A list from a JSON column that only this program writes.
 *
 * @throws RangeError when the column does not hold a list
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
export function ownJsonList<T extends object>(text: string): readonly T[] {
  const value: unknown = JSON.parse(text);
  if (!isList<T>(value)) throw new RangeError("a JSON column of the control database holds no list");
  return value;
}

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
function isList<T extends object>(value: unknown): value is readonly T[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === "object" && entry !== null);
}
