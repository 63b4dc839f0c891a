import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "slonik: one column's values",
  ts`
  import { createPool, sql } from "slonik";
  const pool = await createPool("");
  export async function f() {
    const nick = await pool.oneFirst(sql.unsafe\`SELECT nick FROM users\`);
    const nicks = await pool.anyFirst(sql.unsafe\`SELECT nick FROM users\`);
    return [nick.trim(), ...nicks.map((each) => each.trim())];
            ~~~~ nullableRead
                                                ~~~~ nullableRead
  }
`,
);
