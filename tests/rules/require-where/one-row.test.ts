import { expect, it } from "vitest";
import { project } from "../../cli/command.ts";

const pg = 'import { Pool } from "pg"; const pool = new Pool();\n';

it("leaves tables of one row alone, told by what the whole project does with them", async () => {
  const { rowguard } = project({
    "package.json": '{ "dependencies": { "pg": "8" } }',
    "migrations/001.sql": ["settings", "labs", "users"]
      .map((name) => `CREATE TABLE ${name} (id int, title text);`)
      .join("\n"),
    "src/title.ts": `${pg}export const name = (title: string) => pool.query("UPDATE settings SET title = $1", [title]);`,
    "src/id.ts": `${pg}export const count = () => pool.query("UPDATE settings SET id = id + 1");
export const forget = () => pool.query("DELETE FROM settings");`,
    // One statement alone says nothing.
    "src/labs.ts": `${pg}export const name = (title: string) => pool.query("UPDATE labs SET title = $1", [title]);`,
    "src/users.ts": `${pg}export const clear = () => pool.query("UPDATE users SET title = ''");
export const reset = () => pool.query("UPDATE users SET id = 0");
export const name = (id: number, title: string) => pool.query("UPDATE users SET title = $2 WHERE id = $1", [id, title]);`,
  });
  const { out } = await rowguard("check", "--rule", "require-where", "--format", "github");
  expect([...out.matchAll(/file=([^,]*),line=(\d+)/g)].map(([, file, line]) => `${file}:${line}`)).toEqual([
    "src/labs.ts:2",
    "src/users.ts:2",
    "src/users.ts:3",
  ]);
});

it("leaves tables alone that have room for one row", async () => {
  const { rowguard } = project({
    "package.json": '{ "dependencies": { "pg": "8" } }',
    "migrations/001.sql": `CREATE TABLE tip (id boolean PRIMARY KEY DEFAULT true, height int, CHECK (id));
CREATE TABLE state (id int PRIMARY KEY CHECK (id = 1), height int);
CREATE TABLE flags (id boolean PRIMARY KEY, height int CHECK (height = 1));
CREATE TABLE marks (id boolean CHECK (id), height int);
CREATE TABLE sizes (id int PRIMARY KEY CHECK (id > 1), height int);`,
    "src/a.ts": ["tip", "state", "flags", "marks", "sizes"].reduce(
      (text, name) =>
        `${text}export const ${name} = (height: number) => pool.query("UPDATE ${name} SET height = $1", [height]);\n`,
      pg,
    ),
  });
  const { out } = await rowguard("check", "--rule", "require-where", "--format", "github");
  expect([...out.matchAll(/every row of "(\w+)"/g)].map(([, name]) => name)).toEqual(["flags", "marks", "sizes"]);
});
