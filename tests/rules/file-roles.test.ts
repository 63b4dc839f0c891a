import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { noUnparameterizedSql } from "../../rules/no-unparameterized-sql.ts";
import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const suite = { schema: "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);" };
const filter = drawn(requireSoftDeleteFilter, suite);
const hardDelete = drawn(noHardDelete, suite);

filter.valid(
  "a test looks at deleted rows on purpose",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  it("keeps the row", async () => { await sql\`SELECT deleted_at FROM users\`; });
`,
  { file: "src/users.ts" },
);
filter.invalid(
  "a file that only lies among tests",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export const all = () => sql\`SELECT id FROM users\`;
                                               ~~~~~ unfilteredRead
`,
  { file: "tests/users.test.ts" },
);
filter.invalid(
  "a test, where the settings ask for it",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  it("keeps the row", async () => { await sql\`SELECT id FROM users\`; });
                                                              ~~~~~ unfilteredRead
`,
  { settings: { tests: true } },
);
filter.valid(
  "a migration fills a column in every row",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = () => sql\`UPDATE users SET id = id + 1\`;
  export const down = () => sql\`UPDATE users SET id = id - 1\`;
`,
);
hardDelete.invalid(
  "a migration destroys rows like any code",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = () => sql\`DELETE FROM users\`;
                                           ~~~~~ hardDelete
  export const down = () => {};
`,
);
const paste = drawn(noUnparameterizedSql, suite);
paste.valid(
  "a migration pastes values of its own",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = (name: string) => sql.unsafe(\`UPDATE users SET deleted_at = now() WHERE name = '\${name}'\`);
  export const down = () => {};
`,
);
paste.invalid(
  "a script that only goes up",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = (name: string) => sql.unsafe(\`UPDATE users SET deleted_at = now() WHERE name = '\${name}'\`);
                                                                                                        ~~~~ splicedValue
`,
);
