import { z, type ZodType } from "zod";
import type { Endpoint } from "./endpoint.ts";

type Json = Readonly<Record<string, unknown>>;

function schemaOf(schema: ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return json;
}

function parametersOf(schema: ZodType, place: "path" | "query"): readonly Json[] {
  const { properties, required } = z.toJSONSchema(schema, { io: "input" });
  return Object.entries(properties ?? {}).map(([name, of]) => ({
    name,
    in: place,
    required: required?.includes(name) === true,
    schema: of,
  }));
}

const PROBLEM: Json = {
  description: "Refused; application/problem+json (RFC 9457)",
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
};

function operationOf({ method, summary, scope, path, query, body, answer }: Endpoint): Json {
  const statuses = ["400", "401", "403", "404", "503"];
  return {
    summary,
    description: `Needs a token of scope \`${scope}\`.`,
    parameters: [...parametersOf(path, "path"), ...parametersOf(query, "query")],
    ...(method === "post" && {
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } },
    }),
    responses: {
      "200": { description: "Done", content: { "application/json": { schema: schemaOf(answer, "output") } } },
      ...Object.fromEntries(statuses.map((status) => [status, PROBLEM])),
    },
  };
}

/**
 * The description of the REST side, made from the very schemas that guard its calls.
 *
 * @see OpenAPI Specification 3.1; RFC 7617 for the token (user = token id, password = token)
 */
export function openApiOf(endpoints: readonly Endpoint[], version: string): Json {
  const byRoute = Map.groupBy(endpoints, ({ route }) => route);
  const paths = [...byRoute].map(([route, rows]) => [
    route,
    Object.fromEntries(rows.map((row) => [row.method, operationOf(row)])),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "MIIC immunization gateway",
      version,
      description: "What the console shows, for programs. Nothing here issues, signs or reveals.",
    },
    servers: [{ url: "/api" }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: "http", scheme: "basic" } },
      schemas: {
        Problem: {
          type: "object",
          required: ["type", "title", "status", "requestId"],
          properties: {
            type: { type: "string" },
            title: { type: "string" },
            status: { type: "integer" },
            detail: { type: "string" },
            requestId: { type: "string" },
          },
        },
      },
    },
  };
}
