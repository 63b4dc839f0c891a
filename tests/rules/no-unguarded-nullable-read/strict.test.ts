/** What NULL damages without a word, which is reported under `strict`, and what it breaks, which always is. */
import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn } from "../../draw.ts";

const suite = {
  espree: true,
  schema:
    "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, born timestamptz, data text, state text DEFAULT 'new', made timestamptz DEFAULT now());",
};
const always = drawn(noUnguardedNullableRead, suite);
const strict = drawn(noUnguardedNullableRead, { ...suite, options: { strict: true } });

const program = (body: string): string => `import { Pool } from "pg";
const pool = new Pool();
const { rows } = await pool.query("SELECT id, email, nick, age, born, data, state, made FROM users");
const user = rows[0];
${body.trimStart()}
`;
const withoutMarks = (body: string): string =>
  body
    .split("\n")
    .filter((line) => !/^ *~/.test(line))
    .join("\n");

/** Silent damage: what is meant, and the same with a check. */
const damages: Readonly<Record<string, readonly [string, string]>> = {
  "text that is put together": [
    `
export const label = "Call " + user.nick;
                                    ~~~~ nullableRead`,
    'export const label = "Call " + (user.nick ?? "nobody");',
  ],
  "a template": [
    `
export const label = \`Call \${user.nick}\`;
                                  ~~~~ nullableRead`,
    'export const label = `Call ${user.nick ?? "nobody"}`;',
  ],
  "text that grows": [
    `
export let label = "Call ";
label += user.nick;
              ~~~~ nullableRead`,
    'export let label = "Call ";\nif (user.nick) label += user.nick;',
  ],
  arithmetic: [
    `
export const next = user.age + 1;
                         ~~~ nullableRead`,
    "export const next = user.age === null ? null : user.age + 1;",
  ],
  "a sign": [
    `
export const minus = -user.age;
                           ~~~ nullableRead`,
    "export const minus = -(user.age ?? 0);",
  ],
  "a sum": [
    `
export const sum = rows.reduce((all, one) => all + one.age, 0);
                                                       ~~~ nullableRead`,
    "export const sum = rows.reduce((all, one) => all + (one.age ?? 0), 0);",
  ],
  "new Date": [
    `
export const date = new Date(user.born);
                                  ~~~~ nullableRead`,
    "export const date = user.born && new Date(user.born);",
  ],
  "Date.parse": [
    `
export const date = Date.parse(user.born);
                                    ~~~~ nullableRead`,
    "export const date = user.born ? Date.parse(user.born) : NaN;",
  ],
  "JSON.parse": [
    `
export const data = JSON.parse(user.data);
                                    ~~~~ nullableRead`,
    'export const data = JSON.parse(user.data ?? "{}");',
  ],
  "numbers out of text": [
    `
export const age = [Number(user.age), parseInt(user.age, 10), Number.parseFloat(user.age)];
                                                                                     ~~~ nullableRead
                                                    ~~~ nullableRead
                                ~~~ nullableRead`,
    "export const age = user.age === null ? [] : [Number(user.age), parseInt(user.age, 10), Number.parseFloat(user.age)];",
  ],
  "text of it": [
    `
export const text = String(user.nick) + encodeURIComponent(user.nick);
                                ~~~~ nullableRead
                                                                ~~~~ nullableRead`,
    'export const text = String(user.nick ?? "") + encodeURIComponent(user.nick ?? "");',
  ],
  Math: [
    `
export const most = Math.max(0, user.age);
                                     ~~~ nullableRead`,
    "export const most = Math.max(0, user.age ?? 0);",
  ],
  "a comparator that subtracts": [
    `
rows.sort((a, b) => a.age - b.id);
                      ~~~ nullableRead`,
    "rows.sort((a, b) => (a.age ?? 0) - b.id);",
  ],
  "a comparator that compares": [
    `
rows.sort((a, b) => (a.nick < b.email ? -1 : 1));
                       ~~~~ nullableRead`,
    'rows.sort((a, b) => ((a.nick ?? "") < b.email ? -1 : 1));',
  ],
  "a comparison of order": [
    `
export const adult = user.age >= 18;
                          ~~~ nullableRead`,
    "export const adult = user.age !== null && user.age >= 18;",
  ],
  "a key of an object": [
    `
export const byNick = { [user.nick]: user.id };
                              ~~~~ nullableRead`,
    "export const byNick = user.nick ? { [user.nick]: user.id } : {};",
  ],
  "a key that is looked up": [
    `
const colours = { admin: "red" };
export const colour = colours[user.nick];
                                   ~~~~ nullableRead`,
    'const colours = { admin: "red" };\nexport const colour = user.nick && colours[user.nick];',
  ],
  "a key that is set": [
    `
export const ids = {};
for (const one of rows) ids[one.nick] = one.id;
                                ~~~~ nullableRead`,
    "export const ids = {};\nfor (const one of rows) if (one.nick) ids[one.nick] = one.id;",
  ],
  "a key of a Map": [
    `
export const ids = new Map();
for (const one of rows) ids.set(one.nick, one.id);
                                    ~~~~ nullableRead`,
    "export const ids = new Map();\nfor (const one of rows) if (one.nick) ids.set(one.nick, one.id);",
  ],
  "keys of a Map out of pairs": [
    `
export const ids = new Map(rows.map((one) => [one.nick, one.id]));
                                                  ~~~~ nullableRead`,
    "export const ids = new Map(rows.filter((one) => one.nick).map((one) => [one.nick, one.id]));",
  ],
  "a column with a default": [
    `
export const state = user.state.trim();
                          ~~~~~ nullableRead`,
    "export const state = user.state?.trim();",
  ],
};

describe("under strict", () => {
  for (const [name, [damaged, checked]] of Object.entries(damages)) {
    strict.invalid(name, program(damaged));
    strict.valid(`${name}, checked`, program(checked));
  }
});

describe("without strict", () => {
  for (const [name, [damaged]] of Object.entries(damages)) always.valid(name, program(withoutMarks(damaged)));
});

describe("what throws on NULL, strict or not", () => {
  const throwing: Readonly<Record<string, readonly [string, string]>> = {
    "Object.keys": [
      `
export const keys = Object.keys(user.data);
                                     ~~~~ nullableRead`,
      "export const keys = Object.keys(user.data ?? {});",
    ],
    "Object.entries in a loop": [
      `
for (const [key] of Object.entries(user.data)) console.log(key);
                                        ~~~~ nullableRead`,
      "for (const [key] of Object.entries(user.data ?? {})) console.log(key);",
    ],
    BigInt: [
      `
export const big = BigInt(user.age);
                               ~~~ nullableRead`,
      "export const big = user.age === null ? 0n : BigInt(user.age);",
    ],
    "Buffer.from": [
      `
export const bytes = Buffer.from(user.data);
                                      ~~~~ nullableRead`,
      "export const bytes = user.data && Buffer.from(user.data);",
    ],
    "new URL": [
      `
export const url = new URL(user.data);
                                ~~~~ nullableRead`,
      "export const url = user.data ? new URL(user.data) : null;",
    ],
  };
  for (const [name, [broken, checked]] of Object.entries(throwing)) {
    always.invalid(name, program(broken));
    always.valid(`${name}, checked`, program(checked));
  }
  always.valid(
    "functions of the file of these names",
    program("const Buffer = { from: (one) => one };\nexport const bytes = Buffer.from(user.data);"),
  );
});
