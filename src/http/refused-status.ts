/** What express itself refuses: a body that is too long, broken or in a charset that nobody reads. */
export function refusedStatus(error: unknown): number | undefined {
  const status: unknown = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : undefined;
}
