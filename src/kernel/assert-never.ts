/**
 * The end of a switch over a union: a new member that no case handles is a compile error here.
 *
 * @throws TypeError when a value got past the compiler; the value itself is not in the text
 */
export function assertNever(_value: never): never {
  throw new TypeError("a case is not handled");
}
