import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";

const schema = "CREATE TABLE ports (id int, name text, deleted_at timestamptz);";
const clients = [{ name: "db", methods: ["run"] }];

describe("placeholders of the project's own making", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, {
    schema,
    settings: { clients, placeholders: ["{{name}}", { form: ":name:", pastes: true }] },
  });

  valid(
    "whose values are sent beside the text",
    ts`
    export const find = (db: any, name: string) => db.run("SELECT id FROM ports WHERE name = {{ name }}", { name });
    export const quoted = (db: any, name: string) => db.run("SELECT id FROM ports WHERE name = '{{name}}'", { name });
    export const fixed = (db: any) => db.run("SELECT id FROM ports WHERE name = :name:", { name: 1 });
    export const time = (db: any) => db.run("SELECT '10:30:00', id::text FROM ports");
  `,
  );

  invalid(
    "whose values are pasted in",
    ts`
    export const find = (db: any, name: string) => db.run("SELECT id FROM ports WHERE name = :name:", { name });
                                                                                                        ~~~~ splicedValue
    export const quoted = (db: any, req: any) => db.run("SELECT id FROM ports WHERE name = ':name:'", { name: req.query.name });
                                                                                                              ~~~~~~~~~~~~~~ splicedValue
  `,
  );

  invalid(
    "beside a value that is pasted in",
    ts`
    export const find = (db: any, id: string, name: string) =>
      db.run(\`SELECT id FROM ports WHERE id = {{id}} AND name = '\${name}'\`, { id });
                                                                     ~~~~ splicedValue
  `,
  );
});

describe("a text with placeholders of the project's own making", () => {
  const code = ts`
    export const remove = (store: any, id: string) => store.query("DELETE FROM ports WHERE id = {{id}}", { id });
                                                                               ~~~~~ hardDelete
  `;
  const { invalid } = drawn(noHardDelete, { schema, settings: { placeholders: ["{{name}}"] } });
  const { valid } = drawn(noHardDelete, { schema });

  invalid("is known to be SQL by itself", code);
  valid("is not read where no setting names them", code.code);
});
