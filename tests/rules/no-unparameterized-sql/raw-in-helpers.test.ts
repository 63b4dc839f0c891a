import { describe, expect, it } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, js } from "../../draw.ts";
import { statementsOf } from "../../found-statements.ts";

const schema = "CREATE TABLE acts (id int PRIMARY KEY, name text, deleted_at timestamptz);";

describe("raw pieces that a helper of the file gives builders", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, { schema });

  invalid(
    "once, whoever queries with it",
    js`
    import knex from "knex";
    const db = knex({ client: "pg" });
    const named = (name) => (builder) => { builder.whereRaw(\`name = '\${name}'\`); };
                                                                         ~~~~ splicedValue: (from req.query)
    export const all = (req) => db("acts").where(named(req.query.name));
    export const one = (req) => db("acts").where(named(req.query.name)).first();
  `,
  );
  invalid(
    "where that alone finds them",
    js`
    import knex from "knex";
    const db = knex({ client: "pg" });
    const named = (builder, name) => { builder.whereRaw(\`name = '\${name}'\`); };
                                                                     ~~~~ splicedValue: (from req.query)
    export const all = (req) => db("acts").where((builder) => named(builder, req.query.name));
  `,
  );
  valid(
    "what it binds, and what only constants go into",
    js`
    import knex from "knex";
    const db = knex({ client: "pg" });
    const named = (name) => (builder) => { builder.whereRaw("name = ?", [name]); };
    const below = (limit) => (builder) => { builder.whereRaw(\`id < \${limit}\`); };
    export const all = (req) => db("acts").where(named(req.query.name)).where(below(3));
  `,
  );
});

describe("raw pieces that a helper of another file gives builders", () => {
  const helper = (piece: string) => ({
    "helper.js": `export const named = (name) => (builder) => { builder.whereRaw(${piece}); };`,
  });
  const pasted = { schema, files: helper("`name = '${name}'`") };
  const { valid, invalid } = drawn(noUnparameterizedSql, pasted);
  const code = (sent: string) => `
import knex from "knex";
import { named } from "./helper.js";
const db = knex({ client: "pg" });
export const all = (req) => db("acts").where(named(${sent})).whereNull("deleted_at");
`;

  invalid(
    "where they are used, as no statement is seen there",
    js`
    import knex from "knex";
    import { named } from "./helper.js";
    const db = knex({ client: "pg" });
    export const all = (req) => db("acts").where(named(req.query.name));
                                                 ~~~~~ splicedValue
    export const one = (req) => db("acts").where(named(req.query.name)).first();
  `,
  );
  valid("what is bound there", code("req.query.name"), { files: helper('"name = ?", [name]') });

  it("are read as any other", async () => {
    const list = helper('`name IN (${name.map(() => "?").join(", ")})`, name');
    const files = { "migrations/1.sql": schema, ...list, "app.js": code("req.query.names") };
    expect(await statementsOf("app.js", files)).toEqual(["select acts"]);
  });
});
