import { expect, it } from "vitest";
import { inShard, parseShard } from "../../cli/shard.ts";
import { project } from "./command.ts";

const remove = (id: number) =>
  `import { Pool } from "pg";\nexport const remove = () => new Pool().query("DELETE FROM users WHERE id = ${id}");\n`;
const files = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`src/f${at}.ts`, remove(at)]));
const app = {
  "package.json": "{}",
  "db/migrations/1.sql": "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
  ...files,
};

it.each([1, 3, 4, 20])("parts of %i have each file once, and say together what one run says", async (of) => {
  const { rowguard } = project(app);
  const found = async (...args: string[]) => {
    const { out, err } = await rowguard("check", "src", "--format", "json", ...args);
    expect(err).toBe("");
    return JSON.parse(out) as { readonly filePath: string; readonly messages: readonly unknown[] }[];
  };
  const parts = [];
  for (let part = 1; part <= of; part++) parts.push(...(await found("--shard", `${part}/${of}`)));
  expect(parts).toEqual(await found());
});

it("gives every part about as much to do", () => {
  const paths = Array.from({ length: 100 }, (_, at) => `no-such-file-${at}`);
  expect([1, 2, 3, 4].map((part) => inShard(paths, { part, of: 4 }).length)).toEqual([25, 25, 25, 25]);
});

it.each(["0/4", "5/4", "1", "a/b", "1/0"])("is no part: %s", async (written) => {
  expect(parseShard(written)).toBeNull();
  const { status, err } = await project(app).rowguard("check", "--shard", written);
  expect([status, err]).toEqual([2, expect.stringContaining("2/4")]);
});
