/**
 * Words that stand in a name field where the name is unknown; upper case, blanks single. One list for the review, which
 * tells of them, and for matching, which leaves them out (decision D9).
 *
 * @see review rule k, K3
 */
export const UNKNOWN_NAME: RegExp =
  /^(?:UNKNOWN|UNKN|XXX+|NO ?NAME|NO ?(?:FIRST|LAST|MIDDLE) ?NAME|NMN|EMPTY|BLANK|NOT GIVEN|NO DATA|DELETED?|DUPLICATE|DO NOT USE|ERROR|VOID|MERGED)$/;

/** First or last name unknown; advice in the review, no name in matching. */
export const UNKNOWN_NAME_INITIALS: RegExp = /^(?:FNU|LNU)$/;

/** Words of test patients. */
export const TEST_NAME: RegExp = /^(?:TEST|TESTING|TESTER|TEST ?PATIENT|[XZ]+TEST|DEMO|DUMMY|FAKE)$/;
