import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { expectReading, readBuilderIn } from "../../read/builder/agree.ts";

// The second version of relational queries is in no release yet that could be run here: what an object means is taken from
// orm.drizzle.team/docs/rqb-v2 ("Select filters"), and written out as SQL.
const models = { "schema.ts": readFileSync(fileURLToPath(new URL("schema.ts", import.meta.url)), "utf8") };

function means(name: string, config: string, where: string): void {
  it(name, () => {
    const { readings, catalog } = readBuilderIn(
      `import { drizzle } from "drizzle-orm/node-postgres";\nimport { relations } from "./schema";\nconst db = drizzle(process.env.URL!, { relations });\nexport async function run(input: any) {\n  return await db.query.gardens.findMany(${config});\n}\n`,
      { models },
    );
    expectReading(readings.at(-1), `select * from gardens where ${where}`, { catalog, ignore: ["outputs"] });
  });
}

describe("conditions of relational queries as objects", () => {
  means("a value", "{ where: { id: 1, title: input.title } }", "id = 1 and title = $1");
  means("NULL", "{ where: { deletedAt: { isNull: true } } }", "deleted_at is null");
  means("not NULL", "{ where: { deletedAt: { isNotNull: true } } }", "deleted_at is not null");
  means(
    "operators",
    "{ where: { area: { gt: 3, lte: input.most }, title: { ilike: 'a%', ne: 'x' } } }",
    "area > 3 and area <= $1 and title ilike 'a%' and title <> 'x'",
  );
  means("lists", "{ where: { id: { in: [1, 2] }, area: { notIn: [3] } } }", "id in (1, 2) and area not in (3)");
  means(
    "alternatives",
    "{ where: { OR: [{ title: 'x' }, { deletedAt: { isNull: true } }], id: 3 } }",
    "(title = 'x' or deleted_at is null) and id = 3",
  );
  means(
    "alternatives of a column",
    "{ where: { title: { OR: [{ like: 'a%' }, { eq: 'b' }] } } }",
    "title like 'a%' or title = 'b'",
  );
  means(
    "NOT",
    "{ where: { NOT: { id: { gt: 10 } }, deletedAt: { isNull: true } } }",
    "not (id > 10) and deleted_at is null",
  );
  means(
    "what is undefined is left out",
    "{ where: { id: undefined, deletedAt: { isNull: true } } }",
    "deleted_at is null",
  );
  means(
    "SQL",
    "{ where: { RAW: (table, { sql }) => sql`${table.area} > 3`, deletedAt: { isNull: true } } }",
    "area > 3 and deleted_at is null",
  );
  means(
    "rows of a relation",
    "{ where: { plants: { height: { gt: 3 } } } }",
    "exists (select 1 from plants p where p.garden_id = gardens.id and p.height > 3)",
  );
  means(
    "any row of a relation",
    "{ where: { plants: true } }",
    "exists (select 1 from plants p where p.garden_id = gardens.id)",
  );

  it("leaves what it does not know unknown", () => {
    const { readings } = readBuilderIn(
      'import { drizzle } from "drizzle-orm/node-postgres";\nconst db = drizzle(process.env.URL!);\nexport const run = async (input: any) => await db.query.gardens.findMany({ where: input.where });\nexport const other = async (input: any) => await db.query.gardens.findMany({ where: { ...input, id: 1 } });\nexport const third = async () => await db.query.sheds.findMany();\n',
      { models },
    );
    expect(readings.map(({ status, reason }) => [status, reason])).toEqual([
      ["partly", 'what "input.where" holds could not be followed'],
      ["partly", 'what "{ ...input, id: 1 }" holds could not be followed'],
      ["partly", 'what "sheds" holds could not be followed'],
    ]);
  });
});
