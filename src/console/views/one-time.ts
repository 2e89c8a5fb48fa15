/** `GET` and `POST /one-time/:link`, for somebody without a login. */
export type OneTimeView =
  /** The form posts to the same address, with `csrf` alone. */
  | { readonly kind: "closed"; readonly link: string }
  | {
      readonly kind: "shown";
      readonly realm: string;
      readonly username: string;
      readonly secret: string;
      readonly facilityId: string;
      /** ISO 8601. */
      readonly expiresAt: string;
    }
  /** Of nobody, opened, or too old. */
  | { readonly kind: "gone" };
