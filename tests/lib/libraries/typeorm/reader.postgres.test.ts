import { beforeAll, describe, expect, it } from "vitest";
import { expectAgreement, expectReading, readBuilderIn, type Project } from "../../read/builder/agree.ts";
import { judge, type Judge } from "./client.ts";
import { classes, entities, operators } from "./entities.ts";
import { builderShapes, findShapes, writeShapes } from "./shapes.ts";

let orm: Judge;

beforeAll(async () => {
  orm = await judge();
}, 60_000);

const head = `import { DataSource, EntityManager, ${operators.join(", ")} } from "typeorm";
import { ${classes.join(", ")} } from "./entities.ts";
declare const ds: DataSource;
declare const manager: EntityManager;
const users = ds.getRepository(User), posts = ds.getRepository(Post), notes = ds.getRepository(Note), tags = ds.getRepository(Tag), profiles = ds.getRepository(Profile);
`;

export const project: Project = { models: { "entities.ts": entities } };

const readIn = (body: string) => readBuilderIn(`${head}export async function shape(a, b) {\n  ${body}\n}\n`, project);

const readingOf = (body: string) => {
  const { readings } = readIn(body);
  expect(readings.map(({ site }) => site.callee)).toHaveLength(1);
  return readings[0]!;
};

const uuid = "5f0c9e1a-8f4b-4f7e-9d7c-2f1c1c1c1c1c";

describe("a find of TypeORM", () => {
  it.each(findShapes)("%s", async (shape) => {
    const [sent] = await orm.sent(`return ${shape};`, uuid);
    expectReading(readingOf(`return await ${shape};`), sent!, { ignore: ["outputs", "order", "limit"] });
  });
});

describe("a change that TypeORM makes", () => {
  it.each(writeShapes)("%s", async (shape) => {
    const sent = await orm.sent(`return ${shape};`, uuid);
    expectReading(readingOf(`return await ${shape};`), sent.at(-1)!, { ignore: ["returning"] });
  });
});

describe("a query builder of TypeORM", () => {
  it.each(builderShapes)("%s", async (shape) => {
    const [sent] = await orm.sent(`return ${shape};`, uuid);
    const entities = /get(?:Many|One|OneOrFail|ManyAndCount|Count)\(\)/.test(shape);
    expectReading(readingOf(`return await ${shape};`), sent!, {
      ignore: ["order", "limit", "returning", ...(entities ? ["outputs" as const] : [])],
    });
  });
});

describe("a value that is undefined", () => {
  it.each([
    ["is left out of a find", "users.findOneBy({ id: undefined })", /FROM "users"(?!.*"id" =)/],
    ["and of a list", "posts.find({ where: { author: { id: undefined } } })", /FROM "posts"(?!.*"author_id" = \$)/],
    ["is sent in an operator", "users.findOneBy({ id: Equal(undefined) })", /"id" = \$1/],
    ["and by a query builder", "users.createQueryBuilder('u').where({ id: undefined }).getMany()", /"id" = \$1/],
  ])("%s", async (_, shape, expected) => {
    const [sent] = await orm.sent(`return ${shape};`);
    expect(sent).toMatch(expected);
  });

  it("is refused as the only one of a change", async () => {
    await expect(orm.run("return users.delete({ id: undefined });")).rejects.toThrow(/Empty criteria/);
  });
});

void expectAgreement;
