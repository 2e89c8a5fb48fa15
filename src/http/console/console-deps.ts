import type { SignInDeps } from "../../accounts/sessions.ts";
import type { Log } from "../../kernel/log.ts";
import type { Realm } from "../../kernel/realm.ts";
import type { ReportDeps } from "../../onboarding/make-report.ts";
import type { OnboardingDeps } from "../../onboarding/onboarding-deps.ts";
import type { PeopleBrowser } from "../../registry/people-browser.ts";
import type { CurationDeps } from "../../submission/curate-person.ts";
import type { Explanation } from "../../submission/explain-text.ts";
import type { MessageBrowser } from "../../submission/message-browser.ts";
import type { RealmStore } from "../../submission/ports.ts";
import type { DownloadFile } from "./download-files.ts";
import type { WatchDeps } from "./load-operations.ts";
import type { SessionCookies } from "./session-cookies.ts";

/** One realm as staff work in it. */
export interface RealmDesk {
  readonly messages: MessageBrowser;
  readonly people: PeopleBrowser;
  readonly store: RealmStore;
  /** With the code tables of now. */
  readonly curation: () => CurationDeps;
}

/** What the console's routes need; the same use cases as the command line. */
export interface ConsoleDeps {
  /** Log-ins and administration. */
  readonly accounts: SignInDeps;
  readonly onboarding: OnboardingDeps;
  readonly reports: ReportDeps;
  /** The realms that this process serves. */
  readonly realms: Readonly<Partial<Record<Realm, RealmDesk>>>;
  /** What the service would say of a text that came at an instant, without a sender; nothing is stored. */
  readonly explain: (text: string, atMs: number) => Explanation;
  readonly cookies: SessionCookies;
  /** Staff enrol a second factor before anything else opens (promise S15). */
  readonly staffNeedSecondFactor: boolean;
  /** What operators look at. */
  readonly watch: WatchDeps;
  /** Address of the SOAP service as senders reach it, for a request's own host. */
  readonly serviceUrl: (host: string) => string;
  readonly downloads: readonly DownloadFile[];
  readonly helpDesk: string;
  readonly messageBytesMax: number;
  readonly log: Log;
}
