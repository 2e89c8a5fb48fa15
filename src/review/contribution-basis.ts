import type { ReviewSetting, ReviewSite } from "./review-setting.ts";
import { REVIEW_RULES_VERSION } from "./review-tables.ts";

/** Characters kept of the digest. */
const DIGEST_LENGTH = 16;

function siteText({ code, mnvfc }: ReviewSite): string {
  return `${code}=${mnvfc ? "mnvfc" : "other"}`;
}

/**
 * Names everything a contribution depends on besides its message: rules, lists, code tables, windows, the organization's zone and
 * sites. Equal texts mean that a message need not be judged anew.
 */
export function contributionBasis({
  tables,
  zone,
  sites,
  digest,
}: Pick<ReviewSetting, "tables" | "zone" | "sites" | "digest">): string {
  const text = [tables.version, zone, ...sites.map(siteText).toSorted()].join("|");
  return `${REVIEW_RULES_VERSION}/${digest("review-basis", text).slice(0, DIGEST_LENGTH)}`;
}
