/**
 * Why the store may not be used as it is: the start stops. The text is for the operator, says what to do, and holds no
 * patient data, password or connection string.
 */
export class StoreStartError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "StoreStartError";
  }
}
