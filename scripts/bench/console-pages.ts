import type { Role } from "../../src/accounts/policy.ts";
import { PATHS } from "../../src/console/paths.ts";
import type { RouteName } from "../../src/http/console/route-policy.ts";
import { REALMS } from "../../src/kernel/realm.ts";
import type { FilledConsole } from "./fill-console.ts";

/** One address as somebody asks for it. */
export interface MeasuredPage {
  readonly name: string;
  readonly role: Role | "nobody";
  readonly path: string;
  /** Follow the link to the next page so often before measuring. */
  readonly deep?: number;
}

type GetRoute = Extract<RouteName, `GET ${string}`>;

/** Pages that a deep one lies behind. */
const DEEP = 40;

function messagePages({ largestId: id }: FilledConsole): readonly MeasuredPage[] {
  const list = (name: string, query: Readonly<Record<string, string>>, deep?: number): MeasuredPage => ({
    name: `messages, ${name}`,
    role: "reviewer",
    path: PATHS.messages(id, { realm: "production", ...query }),
    ...(deep !== undefined && { deep }),
  });
  return [
    list("newest", {}),
    list("page 40", {}, DEEP),
    list("answer AR", { ack: "AR" }),
    list("answer AE, page 40", { ack: "AE" }, DEEP),
    list("a rule", { rule: "RXA-3-FUTURE" }),
    list("a rule that none broke", { rule: "RXA-5-CODE" }),
    list("a control id that is not there", { control: "NOT-THERE" }),
    list("days before the first", { from: "2020-01-01", to: "2020-02-01" }),
  ];
}

/** Every GET route of the policy, with what makes it slow: real ids, filters, deep pages, searches that find nothing. */
export function measuredPages(filled: FilledConsole): Readonly<Record<GetRoute, readonly MeasuredPage[]>> {
  const { organizationId: org, largestId, messageId, personId, otherId, documentId } = filled;
  const one = (name: string, role: MeasuredPage["role"], path: string): MeasuredPage => ({
    name,
    role,
    path,
  });
  return {
    "GET /login": [one("log in", "nobody", PATHS.logIn)],
    "GET /one-time/:link": [one("one-time link", "nobody", PATHS.oneTime("x".repeat(43)))],
    "GET /login/code": [one("log in, code", "reviewer", PATHS.logInCode)],
    "GET /account": [one("account", "reviewer", PATHS.account)],
    "GET /step-up": [one("step up", "reviewer", PATHS.stepUp)],
    "GET /": [
      one("my work, reviewer", "reviewer", PATHS.myWork),
      one("my work, registrar", "registrar", PATHS.myWork),
      one("my work, integrator", "integrator", PATHS.myWork),
    ],
    "GET /board": [one("board", "reviewer", PATHS.board)],
    "GET /organizations": [
      one("organizations", "reviewer", PATHS.organizations),
      one("organizations, none found", "reviewer", `${PATHS.organizations}?name=nobody`),
    ],
    "GET /organizations/:org": [one("organization", "reviewer", PATHS.organization(org))],
    "GET /organizations/:org/documents/:document": [
      one("document", "reviewer", PATHS.document(org, documentId)),
    ],
    "GET /organizations/:org/report": [
      one("report", "reviewer", PATHS.report(org)),
      one(
        "report, compared",
        "reviewer",
        PATHS.report(org, { compareFrom: "2020-01-01", compareTo: "2020-02-01" }),
      ),
    ],
    "GET /organizations/:org/messages": messagePages(filled),
    "GET /messages/:realm/:message": [one("message", "reviewer", PATHS.message("test", messageId))],
    "GET /test-bench": [
      one("test bench", "reviewer", PATHS.testBench),
      one("test bench, integrator", "integrator", PATHS.testBench),
    ],
    "GET /downloads/:file": [one("download", "reviewer", PATHS.download("service.wsdl"))],
    "GET /patients": [
      one("patients to decide", "registrar", PATHS.patients()),
      ...REALMS.map((realm) => one(`patients to decide, ${realm}`, "registrar", PATHS.patients({ realm }))),
    ],
    "GET /patients/:realm/:patient/:other": [
      one("pair", "registrar", PATHS.pair("production", personId, otherId)),
    ],
    "GET /operations": [one("operations", "operator", PATHS.operations)],
    "GET /audit": [
      one("audit", "operator", PATHS.audit()),
      { name: "audit, page 40", role: "operator", path: PATHS.audit(), deep: DEEP },
      one("audit, one organization", "operator", PATHS.audit({ object: largestId })),
      one("audit, one act", "operator", PATHS.audit({ action: "onboarding.rank" })),
      one("audit, none found", "operator", PATHS.audit({ object: "nothing" })),
    ],
  };
}
