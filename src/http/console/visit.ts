import type { SessionNotice } from "../../accounts/console-session.ts";
import type { Actor } from "../../accounts/policy.ts";
import type { SignedIn } from "../../accounts/sessions.ts";
import type { Frame } from "../../console/views/frame.ts";
import type { UploadedFile } from "./read-upload.ts";

/** Texts by name; what came twice or as anything else is not there. */
export type Texts = Readonly<Record<string, string | undefined>>;

/** One request of a browser, as a route sees it. */
export interface Visit {
  /** Parts of the path. */
  readonly params: Texts;
  readonly query: Texts;
  /** Fields of a posted form; empty for a GET. */
  readonly form: Texts;
  /** What a form brought with it, where the route takes a file. */
  readonly file?: UploadedFile;
  readonly path: string;
  readonly host: string;
  /** Scheme, host and port as the browser of a posted form sees them; `""` for a GET. */
  readonly origin: string;
  readonly remoteAddress: string;
  readonly frame: Frame;
}

/** One request of somebody who is logged in and may do what the route's policy row asks for. */
export interface SignedVisit extends Visit {
  readonly signedIn: SignedIn;
  readonly actor: Actor;
}

/** What a route answers with. */
export type Answer =
  | {
      readonly kind: "page";
      readonly html: string;
      readonly status?: number;
    }
  /** To another page of ours, by GET. */
  | {
      readonly kind: "go";
      readonly to: string;
      readonly notice?: SessionNotice;
      /** A session that begins (or, `null`, ends) with it. */
      readonly cookie?: string | null;
    }
  | {
      readonly kind: "file";
      readonly name: string;
      readonly type: string;
      readonly content: Uint8Array | string;
    };

export type Handler = (visit: Visit) => Promise<Answer>;
export type SignedHandler = (visit: SignedVisit) => Promise<Answer>;

export function page(html: string, status = 200): Answer {
  return { kind: "page", html, status };
}

/** What a form leads to, with what became of it. */
export function done(to: string, text: string): Answer {
  return { kind: "go", to, notice: { kind: "done", text } };
}
