import type { Kysely, KyselyPlugin } from "kysely";
import type { Database } from "../../src/store/databases.ts";
import type { TestPlace } from "./databases.ts";

/** Statements since the test set it back; what goes through prepared SQL of a realm's writer is not among them. */
export interface StatementCount {
  count: number;
}

function counting(statements: StatementCount): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      statements.count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

function counted<Tables, D extends Database<Tables>>(database: D, statements: StatementCount): D {
  const kysely: Kysely<never> = database.kysely.withPlugin(counting(statements)).withTables();
  return Object.assign({}, database, { kysely });
}

/** A place whose databases count what is asked of them. */
export function countedPlace(place: TestPlace, statements: StatementCount): TestPlace {
  return {
    ...place,
    open: async (options) => {
      const databases = await place.open(options);
      const { test, production } = databases.realms;
      return {
        ...databases,
        control: counted(databases.control, statements),
        realms: {
          ...(test !== undefined && { test: counted(test, statements) }),
          ...(production !== undefined && { production: counted(production, statements) }),
        },
      };
    },
  };
}
