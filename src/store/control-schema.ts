/** Tables of the control database as Kysely reads them, beside those of the foundation. */
export type ControlSchema = {};
