import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "postgres.js: forEach and cursors",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export async function f() {
    await sql\`SELECT nick FROM users\`.forEach((user) => console.log(user.nick.length));
                                                                           ~~~~ nullableRead
    for await (const users of sql\`SELECT nick FROM users\`.cursor(100)) {
      for (const user of users) console.log(user.nick.length);
                                                 ~~~~ nullableRead
    }
  }
`,
);

invalid(
  "an arm of UNION, a list of postgres.js beside it",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  export async function f(ids: number[]) {
    const names = await sql\`SELECT email AS name FROM users UNION SELECT nick FROM users\`;
    const users = await sql\`SELECT nick FROM users WHERE id IN \${sql(ids)}\`;
    return [names[0].name.trim(), users[0].nick.trim()];
                     ~~~~ nullableRead: "nick" of "users"
                                           ~~~~ nullableRead
  }
`,
);
