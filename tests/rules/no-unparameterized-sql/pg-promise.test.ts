import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, js, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noUnparameterizedSql);

describe("values that a text of pg-promise pastes in", () => {
  invalid(
    "by name, from a request",
    js`
    const pgp = require("pg-promise")();
    const db = pgp("postgres://localhost/shop");
    module.exports = (req) => db.any("SELECT id FROM users WHERE name = $(name:raw)", { name: req.query.name });
                                                                                              ~~~~~~~~~~~~~~ splicedValue: "req.query.name"
  `,
    { output: null },
  );

  invalid(
    "by number",
    ts`
    import pgPromise from "pg-promise";
    const db = pgPromise()("postgres://localhost/shop");
    export const find = (id: string, name: string) => db.one("SELECT id FROM users WHERE id = $1 AND name = $2^", [id, name]);
                                                                                                                       ~~~~ splicedValue
  `,
    { output: null },
  );

  invalid(
    "without its quotes",
    ts`
    import pgPromise from "pg-promise";
    const db = pgPromise()("postgres://localhost/shop");
    export const find = (name: string) => db.one("SELECT id FROM users WHERE name = $<name:value>", { name });
                                                                                                      ~~~~ splicedValue
  `,
    { output: null },
  );

  invalid(
    "as a condition, from a request",
    js`
    const pgp = require("pg-promise")();
    const db = pgp("postgres://localhost/shop");
    module.exports = (req) => db.any("SELECT id FROM users WHERE \${filter^}", { filter: req.body.filter });
                                                                                         ~~~~~~~~~~~~~~~ splicedText
  `,
    { output: null },
  );

  valid(
    "as values or names",
    ts`
    import pgPromise from "pg-promise";
    const db = pgPromise()("postgres://localhost/shop");
    export const find = (id: string, table: string, ids: string[]) => db.one("SELECT id FROM $2:name WHERE id = $1 OR id IN ($3:csv)", [id, table, ids]);
    export const named = (id: string, column: string) => db.one("SELECT $(column~) FROM users WHERE id = $(id)", { id, column });
  `,
  );

  valid(
    "inside quotes, where they are escaped",
    ts`
    import pgPromise from "pg-promise";
    const db = pgPromise()("postgres://localhost/shop");
    export const find = (name: string) => db.any("SELECT id FROM users WHERE name LIKE '%$1:value%'", [name]);
  `,
  );

  valid(
    "of the program's own making, or out of sight",
    ts`
    import pgPromise from "pg-promise";
    const db = pgPromise()("postgres://localhost/shop");
    export const sorted = (descending: boolean) => db.any("SELECT id FROM users ORDER BY id $1:raw", [descending ? "DESC" : "ASC"]);
    export const given = (values: { name: string }) => db.any("SELECT id FROM users WHERE name = $(name:raw)", values);
    export const top = (count: number) => db.any("SELECT id FROM users LIMIT $(count:raw)", { count });
  `,
  );
});
