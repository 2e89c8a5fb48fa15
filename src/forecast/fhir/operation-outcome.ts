/** One problem of a request, as FHIR R4 tells it. Diagnostics never repeat a value of the request. */
export interface Issue {
  readonly severity: "error";
  readonly code: "invalid" | "required" | "value" | "too-costly" | "transient";
  readonly diagnostics: string;
  /** FHIRPath of the place; absent for the request as a whole. */
  readonly expression?: readonly string[];
}

export interface OperationOutcome {
  readonly resourceType: "OperationOutcome";
  readonly issue: readonly Issue[];
}

/** At most so many problems are told at once. */
const ISSUES_MAX = 20;

export function operationOutcome(issues: readonly Issue[]): OperationOutcome {
  return { resourceType: "OperationOutcome", issue: issues.slice(0, ISSUES_MAX) };
}
