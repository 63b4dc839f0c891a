import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "PGlite's exec, and neon with full results",
  ts`
  import { PGlite } from "@electric-sql/pglite";
  import { neon } from "@neondatabase/serverless";
  const db = new PGlite();
  const sql = neon("", { fullResults: true });
  export async function f() {
    const [first] = await db.exec("SELECT nick FROM users");
    const { rows } = await sql\`SELECT nick FROM users\`;
    return [first.rows[0].nick.trim(), rows[0].nick.trim()];
                          ~~~~ nullableRead
                                               ~~~~ nullableRead
  }
`,
);
