import { describe } from "vitest";
import { requirePoolLimits } from "../../../rules/require-pool-limits.ts";
import { drawn, js, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requirePoolLimits);

describe("require-pool-limits on pg", () => {
  invalid(
    "without limits, without one, and with none",
    ts`
    import { Pool } from "pg";
    import pg from "pg";
    export const a = new Pool();
                         ~~~~ noMax: Pool does not say how many connections it may have. Set "max".
                         ~~~~ noIdle: Set "idleTimeoutMillis".
                         ~~~~ noConnection: Set "connectionTimeoutMillis".
    export const b = new pg.Pool({ connectionString: process.env.URL, max: 20, idleTimeoutMillis: 30000 });
                         ~~~~~~~ noConnection: pg.Pool does not say how long somebody waits for a connection.
    export const c = new Pool({ max: 20, idleTimeoutMillis: 30000, connectionTimeoutMillis: 0 });
                                                                   ~~~~~~~~~~~~~~~~~~~~~~~ noConnection
    export const d = new Pool({ max: 5000, idleTimeoutMillis: 30000, connectionTimeoutMillis: 2000 });
                                ~~~ outOfRange: "max" is 5000, and not between 1 and 100. Choose a value in between.
  `,
  );
  valid(
    "as bookworm's standard has it, with limits that are not known, and options out of sight",
    js`
    const { Pool } = require("pg");
    const pool = new Pool({
      connectionString: process.env.DATABASE_URL,
      max: 20,
      idleTimeoutMillis: 30000,
      connectionTimeoutMillis: 2000,
    });
    const other = new Pool({ max: Number(process.env.MAX), idleTimeoutMillis: 30_000, connectionTimeoutMillis: 2_000 });
    module.exports = { pool, other, make: (options) => new Pool(options), more: (options) => new Pool({ ...options }) };
  `,
  );
  valid(
    "ranges are options",
    `import { Pool } from "pg"; new Pool({ max: 500, idleTimeoutMillis: 1, connectionTimeoutMillis: 1 });`,
    {
      options: { mostMax: 1000 },
    },
  );
});

describe("require-pool-limits on postgres.js", () => {
  invalid(
    "times are seconds",
    ts`
    import postgres from "postgres";
    export const a = postgres(process.env.URL, { max: 10, idle_timeout: 20 });
                     ~~~~~~~~ noConnection: Set "connect_timeout".
    export const b = postgres("postgres://localhost/x", { max: 10, idle_timeout: 20, connect_timeout: 600 });
                                                                                     ~~~~~~~~~~~~~~~ outOfRange: "connect_timeout" is 600000
    export const c = postgres(process.env.URL);
                     ~~~~~~~~ noMax
                     ~~~~~~~~ noIdle
                     ~~~~~~~~ noConnection
  `,
  );
  valid(
    "limits, queries and transactions",
    ts`
    import postgres from "postgres";
    export const sql = postgres(process.env.URL!, { max: 10, idle_timeout: 20, connect_timeout: 5 });
    export const one = (id: number) => sql\`SELECT id FROM users WHERE id = \${id}\`;
    export const two = () => sql.begin((tx) => tx\`SELECT 1\`);
    export const make = (url: string, options: any) => postgres(url, options);
  `,
  );
});
