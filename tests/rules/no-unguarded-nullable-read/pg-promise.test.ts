import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "pg-promise: what the callbacks of one and map are given",
  ts`
  import pgPromise from "pg-promise";
  const db = pgPromise()("");
  export const one = (id: number) => db.one("SELECT nick FROM users WHERE id = $1", [id], (user) => user.nick.trim());
                                                                                                         ~~~~ nullableRead
  export const all = () => db.map("SELECT nick FROM users", [], ({ nick }) => nick.trim());
                                                                              ~~~~ nullableRead
`,
);
