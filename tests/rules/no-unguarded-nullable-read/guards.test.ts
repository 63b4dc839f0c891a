/** Checks before a read, of every form, each with its near miss: the same program whose check says nothing, drawn. */
import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn } from "../../draw.ts";

const { valid, invalid } = drawn(noUnguardedNullableRead, {
  espree: true,
  schema:
    "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, bio text, tags text[], kind text NOT NULL);",
  files: {
    "checks.js": `
      export function assertNick(user) { if (user.nick == null) throw new Error("no nick"); }
      export function assertPresent(value) { if (value === null) throw new TypeError("missing"); }
      export const isNamed = (user) => typeof user.nick === "string";
      export const isNew = (user) => user.id > 100;
      export function log(user) { console.log(user.nick); }
      export function logOne(value) { console.log(value); }
    `,
  },
});

const program = (body: string): string => `import assert from "node:assert";
import { Pool } from "pg";
import invariant from "tiny-invariant";
import { z } from "zod";
import { assertNick, assertPresent, isNamed, isNew, log, logOne } from "./checks.js";
const pool = new Pool();
const schema = z.object({ nick: z.string() });
export async function f(other) {
  const { rows } = await pool.query("SELECT id, email, nick, bio, tags, kind FROM users");
  const user = rows[0];
${body.replace(/^\n/, "")}
}
`;

/** A check, and the same that leaves NULL in. */
const guards: Readonly<Record<string, readonly [string, string]>> = {
  "an if": [
    "  if (user.nick) return user.nick.trim();",
    `
  if (user.bio === undefined) return user.nick.trim();
                                          ~~~~ nullableRead`,
  ],
  "an if with !== null": [
    "  if (user.nick !== null) return user.nick.trim();",
    `
  if (user.nick === null) return user.nick.trim();
                                      ~~~~ nullableRead`,
  ],
  "an else": [
    "  if (user.nick === null) return ''; else return user.nick.trim();",
    `
  if (user.nick !== null) return ''; else return user.nick.trim();
                                                      ~~~~ nullableRead`,
  ],
  "an early return": [
    "  if (!user.nick) return null;\n  return user.nick.trim();",
    `
  if (!user.email) return null;
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "an exit that is not always taken": [
    "  if (user.nick == null) { if (other) return null; else throw new Error(); }\n  return user.nick.trim();",
    `
  if (user.nick == null) { if (other) return null; }
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "a throw": [
    "  if (user.nick == null) throw new Error();\n  return user.nick.trim();",
    `
  if (user.nick == null) console.error("none");
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  continue: [
    "  for (const one of rows) { if (one.nick === null) continue; console.log(one.nick.trim()); }",
    `
  for (const one of rows) { if (one.nick !== null) continue; console.log(one.nick.trim()); }
                                                                             ~~~~ nullableRead`,
  ],
  break: [
    "  for (const one of rows) { if (!one.nick) break; console.log(one.nick.trim()); }",
    `
  for (const one of rows) { if (one.nick) break; console.log(one.nick.trim()); }
                                                                 ~~~~ nullableRead`,
  ],
  "a check of another row": [
    "  for (const one of rows) if (one.nick) console.log(one.nick.trim());",
    `
  if (other.nick) return user.nick.trim();
                              ~~~~ nullableRead`,
  ],
  "&&": [
    "  return user.nick && user.nick.trim();",
    `
  return user.email && user.nick.trim();
                            ~~~~ nullableRead`,
  ],
  "||": [
    "  return user.nick === null || user.nick.trim();",
    `
  return user.nick !== null || user.nick.trim();
                                    ~~~~ nullableRead`,
  ],
  "a ternary": [
    "  return user.nick ? user.nick.trim() : '';",
    `
  return user.nick ? '' : user.nick.trim();
                               ~~~~ nullableRead`,
  ],
  "?.": [
    "  return user.nick?.trim().toUpperCase();",
    `
  return user?.nick.trim().toUpperCase();
               ~~~~ nullableRead`,
  ],
  "??": [
    "  return (user.nick ?? '').trim();",
    `
  return (user.nick).trim() ?? '';
               ~~~~ nullableRead`,
  ],
  "a default by ||": [
    "  const nick = user.nick || 'nobody';\n  return nick.trim();",
    `
  const nick = user.nick;
  return nick.trim() || 'nobody';
         ~~~~ nullableRead`,
  ],
  "a default of destructuring, which is for undefined": [
    "  const { nick } = user;\n  return (nick ?? '').trim();",
    `
  const { nick = '' } = user;
  return nick.trim();
         ~~~~ nullableRead`,
  ],
  "||=": [
    "  user.nick ||= 'nobody';\n  return user.nick.trim();",
    `
  user.email ||= "nobody";
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "??=": [
    "  user.nick ??= 'nobody';\n  return user.nick.trim();",
    `
  user.nick &&= user.nick + '!';
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "a variable with ??=": [
    "  let nick = user.nick;\n  nick ??= 'nobody';\n  return nick.trim();",
    `
  let nick = user.nick;
  other ??= 'nobody';
  return nick.trim();
         ~~~~ nullableRead`,
  ],
  "an assignment": [
    "  user.nick = user.nick ?? 'nobody';\n  return user.nick.trim();",
    `
  other.nick = user.nick ?? 'nobody';
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  typeof: [
    "  if (typeof user.nick === 'string') return user.nick.trim();",
    `
  if (typeof user.nick === 'object') return user.nick.trim();
                                                 ~~~~ nullableRead`,
  ],
  "typeof that is not undefined": [
    "  if (typeof user.nick !== 'object') return user.nick.trim();",
    `
  if (typeof user.nick !== 'undefined') return user.nick.trim();
                                                    ~~~~ nullableRead`,
  ],
  "!== undefined, which NULL passes": [
    "  if (user.nick != undefined) return user.nick.trim();",
    `
  if (user.nick !== undefined) return user.nick.trim();
                                           ~~~~ nullableRead`,
  ],
  in: [
    "  if ('nick' in user && user.nick) return user.nick.trim();",
    `
  if ('nick' in user) return user.nick.trim();
                                  ~~~~ nullableRead`,
  ],
  "Array.isArray": [
    "  if (Array.isArray(user.tags)) return user.tags.length;",
    `
  if (Array.isArray(user.tags) || other) return user.tags.length;
                                                     ~~~~ nullableRead`,
  ],
  instanceof: [
    "  if (user.tags instanceof Array) return user.tags.length;",
    `
  if (!(user.tags instanceof Array)) return user.tags.length;
                                                 ~~~~ nullableRead`,
  ],
  "a length by ?.": [
    "  if (user.tags?.length > 0) return user.tags[0];",
    `
  if (!user.tags?.length) return user.tags[0];
                                      ~~~~ nullableRead`,
  ],
  "a length that leaves": [
    "  if (!user.tags?.length) return null;\n  return user.tags[0];",
    `
  if (user.tags?.length) return null;
  return user.tags[0];
              ~~~~ nullableRead`,
  ],
  "a comparison by ?.": [
    "  if (user.nick?.length === 3) return user.nick.trim();",
    `
  if (user.nick?.length !== 3) return user.nick.trim();
                                           ~~~~ nullableRead`,
  ],
  "the same value as a constant's": [
    "  if (user.nick === 'admin') return user.nick.trim();",
    `
  if (user.nick !== 'admin') return user.nick.trim();
                                         ~~~~ nullableRead`,
  ],
  "a switch": [
    "  switch (user.nick) { case 'admin': return user.nick.trim(); }",
    `
  switch (other) { case 'admin': return user.nick.trim(); }
                                             ~~~~ nullableRead`,
  ],
  "a switch whose NULL leaves": [
    "  switch (user.nick) { case null: return ''; default: return user.nick.trim(); }",
    `
  switch (user.nick) { case null: return user.nick.trim(); default: return ''; }
                                              ~~~~ nullableRead`,
  ],
  "a default beside a case of NULL": [
    "  switch (user.nick) { case null: break; default: return user.nick.trim(); }",
    `
  switch (user.nick) { case "admin": return ""; default: return user.nick.trim(); }
                                                                     ~~~~ nullableRead`,
  ],
  "switch (true)": [
    "  switch (true) { case user.nick !== null: return user.nick.trim(); }",
    `
  switch (true) { case user.nick === null: return user.nick.trim(); }
                                                       ~~~~ nullableRead`,
  ],
  "a while": [
    "  while (user.nick) console.log(user.nick.trim());",
    `
  while (other) console.log(user.nick.trim());
                                 ~~~~ nullableRead`,
  ],
  "a constant that says it": [
    "  const known = user.nick !== null;\n  if (known) return user.nick.trim();",
    `
  const known = user.nick === null;
  if (known) return user.nick.trim();
                         ~~~~ nullableRead`,
  ],
  "a constant that says it at the exit": [
    "  const missing = !user.nick;\n  if (missing) return null;\n  return user.nick.trim();",
    `
  const missing = !user.nick;
  if (!missing) return null;
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "Boolean()": [
    "  if (Boolean(user.nick)) return user.nick.trim();",
    `
  if (!Boolean(user.nick)) return user.nick.trim();
                                       ~~~~ nullableRead`,
  ],
  "!!": [
    "  if (!!user.nick) return user.nick.trim();",
    `
  if (!user.nick) return user.nick.trim();
                              ~~~~ nullableRead`,
  ],
  "both of two": [
    "  if (user.nick && user.bio) return user.nick.trim() + user.bio.trim();",
    `
  if (user.nick || user.email) return user.nick.trim();
                                           ~~~~ nullableRead`,
  ],
  "neither of two": [
    "  if (!user.nick || !user.email) return null;\n  return user.nick.trim();",
    `
  if (!user.nick && !user.email) return null;
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  assert: [
    "  assert(user.nick);\n  return user.nick.trim();",
    `
  assert(user.email);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "assert.ok": [
    "  assert.ok(user.nick !== null);\n  return user.nick.trim();",
    `
  assert.ok(user.nick === null);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "assert.notEqual": [
    "  assert.notStrictEqual(user.nick, null);\n  return user.nick.trim();",
    `
  assert.strictEqual(user.nick, null);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  expect: [
    "  expect(user.nick).not.toBeNull();\n  return user.nick.trim();",
    `
  expect(user.email).not.toBeNull();
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  invariant: [
    "  invariant(user.nick, 'no nick');\n  return user.nick.trim();",
    `
  invariant(user.nick === null, 'a nick');
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "invariant with &&": [
    "  invariant(user.nick && other, 'no nick');\n  return user.nick.trim();",
    `
  invariant(user.nick || other, 'no nick');
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "an assertion of another file about the row": [
    "  assertNick(user);\n  return user.nick.trim();",
    `
  log(user);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "an assertion of another file about the value": [
    "  assertPresent(user.nick);\n  return user.nick.trim();",
    `
  logOne(user.nick);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "an assertion about another row": [
    "  for (const one of rows) { assertNick(one); console.log(one.nick.trim()); }",
    `
  assertNick(other);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "a guard of another file": [
    "  if (isNamed(user)) return user.nick.trim();",
    `
  if (isNew(user)) return user.nick.trim();
                               ~~~~ nullableRead`,
  ],
  "a guard of another file that leaves": [
    "  if (!isNamed(user)) return null;\n  return user.nick.trim();",
    `
  if (isNamed(user)) return null;
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "a guard in the file": [
    "  const has = (one) => one.nick !== null;\n  if (has(user)) return user.nick.trim();",
    `
  const has = (one) => one.bio !== undefined;
  if (has(user)) return user.nick.trim();
                             ~~~~ nullableRead`,
  ],
  "a guard in the file that says no": [
    "  const lacks = (one) => !one.nick;\n  if (!lacks(user)) return user.nick.trim();",
    `
  const lacks = (one) => !one.nick;
  if (lacks(user)) return user.nick.trim();
                               ~~~~ nullableRead`,
  ],
  "a guard in the file about the value": [
    "  const isText = (one) => typeof one === 'string';\n  if (isText(user.nick)) return user.nick.trim();",
    `
  const isText = (one) => typeof one === 'string';
  if (isText(user.email)) return user.nick.trim();
                                      ~~~~ nullableRead`,
  ],
  "a guard with more statements": [
    "  function has(one) { if (!one) return false; return one.nick != null; }\n  if (has(user)) return user.nick.trim();",
    `
  function has(one) { if (!one) return false; return one.email != null; }
  if (has(user)) return user.nick.trim();
                             ~~~~ nullableRead`,
  ],
  "parse of zod": [
    "  const parsed = schema.parse(user);\n  return parsed.nick.trim();",
    `
  const parsed = schema.safeParse(user);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "parse of zod that throws before": [
    "  schema.parse(user);\n  return user.nick.trim();",
    `
  schema.parse(other);
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "safeParse, asked": [
    "  if (!schema.safeParse(user).success) return null;\n  return user.nick.trim();",
    `
  if (schema.safeParse(user).success) return null;
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "filter(Boolean)": [
    "  return rows.map((one) => one.nick).filter(Boolean).map((nick) => nick.trim());",
    `
  return rows.filter(Boolean).map((one) => one.nick.trim());
                                               ~~~~ nullableRead`,
  ],
  "a filter of values": [
    "  return rows.map((one) => one.nick).filter((nick) => nick !== null).map((nick) => nick.trim());",
    `
  return rows.map((one) => one.nick).filter((nick) => nick !== undefined).map((nick) => nick.trim());
                                                                                        ~~~~ nullableRead`,
  ],
  "a filter of rows": [
    "  return rows.filter((one) => one.nick).map((one) => one.nick.trim());",
    `
  return rows.filter((one) => one.email).map((one) => one.nick.trim());
                                                          ~~~~ nullableRead`,
  ],
  "a filter of rows by a named function": [
    "  const has = (one) => one.nick;\n  return rows.filter(has).map((one) => one.nick.trim());",
    `
  const has = (one) => one.email;
  return rows.filter(has).map((one) => one.nick.trim());
                                           ~~~~ nullableRead`,
  ],
  "a filter by a function of another file": [
    "  return rows.filter(isNamed).map((one) => one.nick.trim());",
    `
  return rows.filter(isNew).map((one) => one.nick.trim());
                                             ~~~~ nullableRead`,
  ],
  "a filter in a loop": [
    "  for (const { nick } of rows.filter((one) => one.nick !== null)) console.log(nick.trim());",
    `
  for (const { nick } of rows.filter((one) => one.nick === null)) console.log(nick.trim());
                                                                              ~~~~ nullableRead`,
  ],
  find: [
    "  return rows.find((one) => one.nick !== null).nick.trim();",
    `
  return rows.find((one) => one.nick !== undefined).nick.trim();
                                                    ~~~~ nullableRead`,
  ],
  "every, asked": [
    "  if (!rows.every((one) => one.nick)) return null;\n  return rows.map((one) => one.nick.trim());",
    `
  if (!rows.some((one) => one.nick)) return null;
  return rows.map((one) => one.nick.trim());
                               ~~~~ nullableRead`,
  ],
  "some that throws": [
    "  if (rows.some((one) => one.nick === null)) throw new Error();\n  return rows.map((one) => one.nick.trim());",
    `
  if (rows.every((one) => one.nick === null)) throw new Error();
  return rows.map((one) => one.nick.trim());
                               ~~~~ nullableRead`,
  ],
  flatMap: [
    "  return rows.flatMap((one) => (one.nick ? [one.nick] : [])).map((nick) => nick.trim());",
    `
  return rows.flatMap((one) => (one.email ? [one.nick] : [])).map((nick) => nick.trim());
                                                                            ~~~~ nullableRead`,
  ],
  "what is put in only where it is there": [
    "  const nicks = [];\n  for (const one of rows) if (one.nick) nicks.push(one.nick);\n  return nicks.map((nick) => nick.trim());",
    `
  const nicks = [];
  for (const one of rows) if (one.email) nicks.push(one.nick);
  return nicks.map((nick) => nick.trim());
                             ~~~~ nullableRead`,
  ],
  "a call that hands over what was checked": [
    "  const show = (one) => one.nick.trim();\n  if (user.nick) return show(user);",
    `
  const show = (one) => one.nick.trim();
                            ~~~~ nullableRead
  if (user.email) return show(user);`,
  ],
  "a value that is handed over checked": [
    "  const show = (one) => one.trim();\n  if (user.nick) return show(user.nick);",
    `
  const show = (one) => one.trim();
  if (user.email) return show(user.nick);
                                   ~~~~ nullableRead`,
  ],
  "a function that checks what it is given": [
    "  const show = (one) => (one ? one.trim() : '');\n  return show(user.nick) + show(user.email) + show(user.bio);",
    `
  const show = (one) => (other ? one.trim() : '');
  return show(user.nick) + show(user.email);
                   ~~~~ nullableRead`,
  ],
  "a function that gives back what it checked": [
    "  const load = () => { if (!user.nick) throw new Error(); return user; };\n  return load().nick.trim();",
    `
  const load = () => { if (!user.email) throw new Error(); return user; };
  return load().nick.trim();
                ~~~~ nullableRead`,
  ],
  "a function that fills it in": [
    "  const fill = (one) => ({ ...one, nick: one.nick ?? '' });\n  return fill(user).nick.trim();",
    `
  const fill = (one) => ({ nick: one.nick ?? '', ...one });
  return fill(user).nick.trim();
                    ~~~~ nullableRead`,
  ],
  "try with an answer of its own": [
    "  try { return user.nick.trim(); } catch { return ''; }",
    `
  try { return user.nick.trim(); } finally { other(); }
                    ~~~~ nullableRead`,
  ],
  "a key in a template": [
    "  if (user['nick']) return user['nick'].trim();",
    `
  if (user['email']) return user['nick'].trim();
                                 ~~~~~~ nullableRead`,
  ],
  "a closure of what cannot change": [
    "  const { nick } = user;\n  if (!nick) return null;\n  return () => nick.trim();",
    `
  const { nick } = user;
  if (nick) return null;
  return () => nick.trim();
               ~~~~ nullableRead`,
  ],
  "a rejection": [
    "  if (!user.nick) return Promise.reject(new Error());\n  return user.nick.trim();",
    `
  if (!user.nick) Promise.resolve(new Error());
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "process.exit": [
    "  if (!user.nick) process.exit(1);\n  return user.nick.trim();",
    `
  if (!user.nick) process.emit('missing');
  return user.nick.trim();
              ~~~~ nullableRead`,
  ],
  "a label": [
    "  outer: for (const one of rows) { for (const tag of [1]) { if (!one.nick) continue outer; console.log(tag, one.nick.trim()); } }",
    `
  outer: for (const one of rows) { for (const tag of [1]) { if (one.nick) continue outer; console.log(tag, one.nick.trim()); } }
                                                                                                               ~~~~ nullableRead`,
  ],
};

describe("a check before a read", () => {
  for (const [name, [guarded]] of Object.entries(guards)) valid(name, program(guarded));
});

describe("the near miss of a check", () => {
  for (const [name, [, unguarded]] of Object.entries(guards)) invalid(name, program(unguarded));
});
