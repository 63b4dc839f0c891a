import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";

const { invalid } = drawn(noUnparameterizedSql, {
  schema: "CREATE TABLE boxes (id bigint PRIMARY KEY, labels jsonb, title text);",
});

describe("a value in a jsonpath", () => {
  invalid(
    "goes into the vars of a function",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const tagged = (tag: string) => pool.query(\`SELECT id FROM boxes WHERE labels @? '$[*] ? (@ == "\${tag}")'\`);
                                                                                                               ~~~ splicedPath: vars of a jsonb_path_ function
    export const first = (tag: string) => pool.query(\`SELECT jsonb_path_query_first(labels, '$.\${tag}') FROM boxes\`);
                                                                                                   ~~~ splicedPath
    export const titled = (title: string) => pool.query(\`SELECT jsonb_path_exists(labels, '$[*]') FROM boxes WHERE title = '\${title}'\`);
                                                                                                                                ~~~~~ splicedValue
  `,
  );
});
