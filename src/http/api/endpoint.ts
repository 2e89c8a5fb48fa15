import type { output, ZodObject, ZodType } from "zod";
import type { Actor } from "../../accounts/policy.ts";
import type { TokenScope } from "../../accounts/user.ts";
import type { ConsoleDeps } from "../console/console-deps.ts";

/** What stands in the OpenAPI document and guards both edges of a call. */
export interface EndpointSchemas<Path extends ZodObject, Query extends ZodObject, Body extends ZodType> {
  readonly path: Path;
  readonly query: Query;
  readonly body: Body;
  /** What is answered; a field that is not in it never leaves. */
  readonly answer: ZodType;
}

export interface EndpointRow<
  Path extends ZodObject,
  Query extends ZodObject,
  Body extends ZodType,
> extends EndpointSchemas<Path, Query, Body> {
  readonly method: "get" | "post";
  /** As OpenAPI writes it, `/organizations/{org}`. */
  readonly route: string;
  readonly summary: string;
  readonly scope: TokenScope;
  readonly handle: (
    deps: ConsoleDeps,
    actor: Actor,
    call: { readonly path: output<Path>; readonly query: output<Query>; readonly body: output<Body> },
  ) => Promise<unknown>;
}

/** A call as it came. */
export interface RawCall {
  readonly path: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** An endpoint whose own types are its own affair. */
export interface Endpoint extends Omit<EndpointRow<ZodObject, ZodObject, ZodType>, "handle"> {
  /**
   * Read the call by the schemas, do the work, and let out what the answer's schema lets out.
   *
   * @throws ZodError for a call that is not as the schemas say
   */
  readonly run: (deps: ConsoleDeps, actor: Actor, call: RawCall) => Promise<unknown>;
}

/** One row: the same schemas serve calls and are written into the OpenAPI document. */
export function endpoint<Path extends ZodObject, Query extends ZodObject, Body extends ZodType>({
  handle,
  ...row
}: EndpointRow<Path, Query, Body>): Endpoint {
  return {
    ...row,
    run: async (deps, actor, call) => {
      const read = {
        path: row.path.parse(call.path),
        query: row.query.parse(call.query),
        body: row.body.parse(call.body),
      };
      return row.answer.parse(await handle(deps, actor, read));
    },
  };
}
