/** Why the keys in SECRETS_DIR cannot be used. The text is for the operator and holds nothing of a key. */
export class VaultError extends Error {
  constructor(message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = "VaultError";
  }
}
