import passport from "passport";
import type { Authenticate, CredentialClaim } from "../accounts/authenticate.ts";
import type { Principal } from "../accounts/principal.ts";

const STRATEGY_NAME = "soap-body";

/** Trimmed; undefined when nothing is left. Names come out of forms with blanks around them. */
function trimmed(text: string | undefined): string | undefined {
  const inner = text?.trim();
  return inner === "" ? undefined : inner;
}

/** What the strategy hands on: the principal that the claim proved. */
interface AuthenticatedUser {
  readonly principal: Principal;
}

function isAuthenticatedUser(user: unknown): user is AuthenticatedUser {
  return typeof user === "object" && user !== null && "principal" in user;
}

/** The request that passport sees; the claim travels where a parsed body would. */
class ClaimRequest {
  readonly body: CredentialClaim;

  constructor(claim: CredentialClaim) {
    this.body = claim;
  }
}

/**
 * A passport strategy for the credential in the SOAP body. username and facilityID are trimmed, the password never; an
 * absent or blank value is verified like any other, so that every refusal takes the same time.
 */
class SoapBodyStrategy extends passport.Strategy {
  override readonly name: string = STRATEGY_NAME;
  // Not a # field: passport works on an object that only inherits from this one.
  private readonly verify: Authenticate;

  constructor(verify: Authenticate) {
    super();
    this.verify = verify;
  }

  override authenticate(request: unknown): void {
    if (!(request instanceof ClaimRequest)) {
      this.error(new TypeError("not the request of a SOAP call"));
      return;
    }
    const claim = request.body;
    this.verify({
      username: trimmed(claim.username),
      password: claim.password,
      facilityId: trimmed(claim.facilityId),
      remoteAddress: claim.remoteAddress,
      ...(claim.certificate && { certificate: claim.certificate }),
    }).then(
      (principal) => (principal === undefined ? this.fail(401) : this.success({ principal })),
      (error: unknown) => this.error(error),
    );
  }
}

/**
 * Authenticate SOAP calls through passport, on an instance of its own and without a session.
 *
 * @param verify decides on the trimmed claim
 * @returns rejects with what `verify` rejected with
 */
export function createPassportAuthenticate(verify: Authenticate): Authenticate {
  const authenticator = new passport.Passport();
  authenticator.use(new SoapBodyStrategy(verify));
  return async (claim) =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, user?: unknown): void => {
        if (error !== null && error !== undefined) reject(error);
        else resolve(isAuthenticatedUser(user) ? user.principal : undefined);
      };
      authenticator.authenticate(STRATEGY_NAME, { session: false }, done)(new ClaimRequest(claim), {}, done);
    });
}
