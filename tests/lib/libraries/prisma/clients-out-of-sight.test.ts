import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";

const schema = `
datasource db {
  provider = "postgresql"
  url      = env("URL")
}
generator client {
  provider = "prisma-client-js"
}
model Box {
  id        String    @id
  title     String
  deletedAt DateTime? @map("deleted_at")
}
`;
const of = (code: string) =>
  statementsOf("src/app.ts", {
    "package.json": `{ "dependencies": { "@prisma/client": "6" } }`,
    "prisma/schema.prisma": schema,
    "src/service.ts": `import { PrismaClient } from "@prisma/client";\nexport class PrismaService extends PrismaClient {}`,
    "src/app.ts": `import { PrismaService } from "./service";\nimport { getPrisma, load } from "@acme/db";\nimport { container } from "tsyringe";\n${code}`,
  });
const gone = `box.deleteMany({ where: { title: "x" } })`;

describe("a client that is out of sight", () => {
  it.each([
    [
      "a container gives",
      `export async function f(app: any) { const prisma = app.get(PrismaService); await prisma.${gone}; }`,
    ],
    [
      "a container gives when it is awaited",
      `export async function f(app: any) { const db = await app.resolve(PrismaService); await db.${gone}; }`,
    ],
    [
      "a container of a package gives",
      `export async function f() { const db = container.resolve(PrismaService); await db.${gone}; }`,
    ],
    ["a container gives in the chain", `export async function f(app: any) { await app.get(PrismaService).${gone}; }`],
    ["a function gives", `export async function f() { const prisma = getPrisma(); await prisma.${gone}; }`],
    [
      "an awaited function gives",
      `export async function f() { const prisma = await getPrisma(); await prisma.${gone}; }`,
    ],
    [
      "is taken out of what is awaited",
      `export async function f() { const { prisma } = await load(); await prisma.${gone}; }`,
    ],
    ["is handed in", `export async function f(prisma: any) { await prisma.${gone}; }`],
    [
      "is a field",
      `export class A { constructor(private readonly db: PrismaService) {} async f() { await this.db.${gone}; } }`,
    ],
  ])("and that %s is found", async (_, code) => {
    expect(await of(code)).toEqual(["delete Box"]);
  });

  it.each([
    [
      "a name that no model has",
      `export async function f(app: any) { const db = app.get(PrismaService); await db.crate.deleteMany({}); }`,
    ],
    [
      "a method that no client has",
      `export async function f() { const db = await getPrisma(); await db.box.deleteAll({}); }`,
    ],
    [
      "more than a method is given",
      `export async function f() { const db = await getPrisma(); await db.box.deleteMany({}, 3); }`,
    ],
    [
      "a method of what is awaited itself",
      `export async function f() { const box = await load(); await box.deleteMany({}); }`,
    ],
  ])("is none with %s", async (_, code) => {
    expect(await of(code)).toEqual([]);
  });
});
