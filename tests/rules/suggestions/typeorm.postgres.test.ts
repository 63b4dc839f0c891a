import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { judge, type Judge } from "../../lib/libraries/typeorm/client.ts";
import { classes, entities, operators } from "../../lib/libraries/typeorm/entities.ts";
import { newFolder } from "../../project-folder.ts";

// Every live note has a deleted twin, 100 further.
const rows = `
  TRUNCATE users, posts, notes CASCADE;
  INSERT INTO users (id, name, age) VALUES (1, 'ann', 3), (2, 'bob', 4);
  INSERT INTO posts (id, title, author_id) SELECT ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'p' || n, 1 FROM generate_series(1, 2) AS n;
  INSERT INTO notes (id, text, "postId") SELECT n, 't' || n % 2, ('00000000-0000-0000-0000-00000000000' || 1 + n % 2)::uuid FROM generate_series(1, 4) AS n;
  INSERT INTO notes (id, text, "postId", "deletedAt") SELECT id + 100, text, "postId", now() FROM notes;
`;

const folder = newFolder();
let orm: Judge;

beforeAll(async () => {
  writeFileSync(join(folder, "entities.ts"), entities);
  orm = await judge();
}, 60_000);

const head = `import { DataSource, EntityManager, ${operators.join(", ")} } from "typeorm";
import { ${classes.join(", ")} } from "./entities.ts";
declare const ds: DataSource;
declare const manager: EntityManager;
const users = ds.getRepository(User), notes = ds.getRepository(Note);
`;

/** The shape after all suggestions, applied one by one until there is none. */
function mended(shape: string): string {
  const filename = join(folder, "code.ts");
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ["**/*.ts"],
      languageOptions: { parser: parser as Linter.Parser, sourceType: "module" },
      plugins: {
        rowguard: {
          rules: {
            "require-soft-delete-filter": requireSoftDeleteFilter as never,
            "no-hard-delete": noHardDelete as never,
          },
        },
      },
      rules: { "rowguard/require-soft-delete-filter": "error", "rowguard/no-hard-delete": "error" },
      settings: { rowguard: { root: folder, schema: ["entities.ts"] } },
    },
  ];
  let code = `${head}export const result = await ${shape};\n`;
  let turns = 0;
  for (; turns < 6; turns++) {
    const [message] = linter.verify(code, config, { filename });
    if (!message) break;
    const fix = message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`no suggestion for "${message.message}" in ${code}`);
    code = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
  }
  expect(turns).toBeGreaterThan(0);
  expect(linter.verify(code, config, { filename })).toEqual([]);
  return code.slice(code.indexOf("result = await ") + "result = await ".length, code.lastIndexOf(";"));
}

const ids = (result: unknown): number[] =>
  (result as readonly { readonly id: number }[]).map(({ id }) => id).sort((one, other) => one - other);

describe("a suggestion on TypeORM, run", () => {
  it.each([
    `notes.find()`,
    `notes.find({ where: { text: "t1" } })`,
    `notes.find({ where: [{ text: "t1" }, { id: 2 }, { id: 102 }] })`,
    `notes.find({ where: { text: "t1", deletedAt: null } })`,
    `notes.findBy({ id: MoreThan(1) })`,
    `manager.find(Note, { order: { id: "ASC" } })`,
    `notes.find({ where: { post: { title: "p1" } } })`,
    `notes.createQueryBuilder("n").getMany()`,
    `notes.createQueryBuilder("n").where("n.text = :t", { t: "t1" }).orderBy("n.id").getMany()`,
    `notes.createQueryBuilder("n").innerJoin("n.post", "p").where("p.title = 'p1'").getMany()`,
  ])("%s leaves deleted rows out, and nothing else", async (shape) => {
    await orm.postgres.exec(rows);
    const before = ids(await orm.run(`return ${shape};`));
    expect(before.some((id) => id > 100)).toBe(true);
    expect(ids(await orm.run(`return ${mended(shape)};`))).toEqual(before.filter((id) => id < 100));
  });

  it.each([
    [`notes.delete(1)`, `SELECT id FROM notes WHERE id = 1 AND "deletedAt" IS NOT NULL`],
    [`notes.delete({ id: 2 })`, `SELECT id FROM notes WHERE id = 2 AND "deletedAt" IS NOT NULL`],
    [
      `ds.createQueryBuilder().delete().from(Note).where("id = 3").execute()`,
      `SELECT id FROM notes WHERE id = 3 AND "deletedAt" IS NOT NULL`,
    ],
    [
      `notes.createQueryBuilder().delete().where("id = :id", { id: 4 }).execute()`,
      `SELECT id FROM notes WHERE id = 4 AND "deletedAt" IS NOT NULL`,
    ],
    [`users.delete(1)`, `SELECT id FROM users WHERE id = 1 AND deleted_at IS NOT NULL`],
    [
      `users.createQueryBuilder().delete().where("id = 2").execute()`,
      `SELECT id FROM users WHERE id = 2 AND deleted_at IS NOT NULL`,
    ],
  ])("%s keeps the row, marked as deleted", async (shape, look) => {
    await orm.postgres.exec(rows);
    await orm.run(`return ${mended(shape)};`);
    expect((await orm.postgres.query(look)).rows).toHaveLength(1);
    expect((await orm.postgres.query<{ n: number }>("SELECT count(*)::int AS n FROM notes")).rows[0]?.n).toBe(8);
  });
});
