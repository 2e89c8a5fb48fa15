/** A mail with its attachments. Holds no secret and no patient data. */
export interface Mail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly atMs: number;
  readonly attachments: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly content: Uint8Array;
  }[];
}

/**
 * Hands a mail to what brings it out: a mail server, or a folder that another program empties. The same mail again is
 * no error.
 *
 * @throws Error when it was not taken; it is tried again
 */
export type PostMail = (mail: Mail) => Promise<void>;
