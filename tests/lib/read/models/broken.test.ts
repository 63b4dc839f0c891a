import { describe, expect, it } from "vitest";
import { catalogOfModels } from "./catalog-of-models.ts";

/** The tables that are left, and the problems with their places. */
function left(kind: string, files: Readonly<Record<string, string>>) {
  const catalog = catalogOfModels(kind, files);
  return {
    tables: [...catalog.relations.keys()].sort(),
    problems: catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
  };
}

interface Broken {
  /** A file with a sound model, whose table is `public.sound`. */
  readonly sound: string;
  /** A model whose table's name is not written out, on line 2. */
  readonly dynamic: string | null;
  /** A model with something on line 3 that nobody knows. */
  readonly strange: string | null;
  /** Two files that need one another; tables `public.one` and `public.two`. */
  readonly cyclic: readonly [one: string, two: string] | null;
}

const libraries: Readonly<Record<string, Broken>> = {
  drizzle: {
    sound:
      'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const sound = pgTable("sound", { id: integer() });',
    dynamic:
      'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const other = pgTable(process.env.TABLE, { id: integer() });',
    strange:
      'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const strange = pgTable("strange", { id: integer(),\n  shape: polygon("shape").notNull() });',
    cyclic: [
      'import { integer, pgTable } from "drizzle-orm/pg-core";\nimport { two } from "./two";\nexport const one = pgTable("one", { id: integer().primaryKey(), other: integer().references(() => two.id) });',
      'import { integer, pgTable } from "drizzle-orm/pg-core";\nimport { one } from "./one";\nexport const two = pgTable("two", { id: integer().primaryKey(), other: integer().references(() => one.id) });',
    ],
  },
  typeorm: {
    sound:
      'import { Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity("sound") export class Sound { @PrimaryGeneratedColumn() id: number; }',
    dynamic:
      'import { Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity(process.env.TABLE) export class Other { @PrimaryGeneratedColumn() id: number; }',
    strange:
      'import { Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity("strange") export class Strange { @PrimaryGeneratedColumn() id: number;\n  @Money() price: number; }',
    cyclic: [
      'import { Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";\nimport { Two } from "./two";\n@Entity("one") export class One { @PrimaryGeneratedColumn() id: number; @ManyToOne(() => Two) other: Two; }',
      'import { Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";\nimport { One } from "./one";\n@Entity("two") export class Two { @PrimaryGeneratedColumn() id: number; @ManyToOne(() => One) other: One; }',
    ],
  },
  "mikro-orm": {
    sound:
      'import { Entity, PrimaryKey } from "@mikro-orm/core";\n@Entity({ tableName: "sound" }) export class Sound { @PrimaryKey() id: number; }',
    dynamic:
      'import { Entity, PrimaryKey } from "@mikro-orm/core";\n@Entity({ tableName: process.env.TABLE }) export class Other { @PrimaryKey() id: number; }',
    strange:
      'import { Entity, PrimaryKey } from "@mikro-orm/core";\n@Entity({ tableName: "strange" }) export class Strange { @PrimaryKey() id: number;\n  @Money() price: number; }',
    cyclic: [
      'import { Entity, ManyToOne, PrimaryKey } from "@mikro-orm/core";\nimport { Two } from "./two";\n@Entity() export class One { @PrimaryKey() id: number; @ManyToOne(() => Two) other: Two; }',
      'import { Entity, ManyToOne, PrimaryKey } from "@mikro-orm/core";\nimport { One } from "./one";\n@Entity() export class Two { @PrimaryKey() id: number; @ManyToOne(() => One) other: One; }',
    ],
  },
  sequelize: {
    sound:
      'const { DataTypes } = require("sequelize");\nmodule.exports = (sequelize) => sequelize.define("Sound", { id: { type: DataTypes.INTEGER, primaryKey: true } }, { tableName: "sound", timestamps: false });',
    dynamic:
      'const { DataTypes } = require("sequelize");\nmodule.exports = (sequelize) => sequelize.define("Other", { id: { type: DataTypes.INTEGER, primaryKey: true } }, { tableName: process.env.TABLE });',
    strange:
      'const { DataTypes } = require("sequelize");\nmodule.exports = (sequelize) => sequelize.define("Strange", { id: { type: DataTypes.INTEGER, primaryKey: true },\n  price: money() }, { tableName: "strange", timestamps: false });',
    cyclic: null,
  },
  objection: {
    sound:
      'import { Model } from "objection";\nexport class Sound extends Model { static tableName = "sound"; static jsonSchema = { type: "object", properties: { id: { type: "integer" } } }; }',
    dynamic:
      'import { Model } from "objection";\nexport class Other extends Model { static tableName = process.env.TABLE; static jsonSchema = { type: "object", properties: { id: { type: "integer" } } }; }',
    strange: null,
    cyclic: [
      'import { Model } from "objection";\nimport { Two } from "./two";\nexport class One extends Model { static tableName = "one"; static jsonSchema = { type: "object", properties: { id: { type: "integer" } } }; static relationMappings = () => ({ other: { relation: Model.BelongsToOneRelation, modelClass: Two, join: { from: "one.id", to: "two.id" } } }); }',
      'import { Model } from "objection";\nimport { One } from "./one";\nexport class Two extends Model { static tableName = "two"; static jsonSchema = { type: "object", properties: { id: { type: "integer" } } }; static relationMappings = () => ({ other: { relation: Model.BelongsToOneRelation, modelClass: One, join: { from: "two.id", to: "one.id" } } }); }',
    ],
  },
  "kysely types": {
    sound:
      'import type { Kysely } from "kysely";\nexport interface DB { sound: { id: number } }\nexport const db: Kysely<DB> = make();',
    dynamic: null,
    strange: null,
    cyclic: [
      'import type { Kysely } from "kysely";\nimport type { Two } from "./two";\nexport interface One { id: number }\nexport interface DB { one: One; two: Two }\nexport let db: Kysely<DB>;',
      'import type { One } from "./one";\nexport interface Two { id: One["id"] }',
    ],
  },
};

describe.each(Object.entries(libraries))(
  "models of %s that are broken",
  (kind, { sound, dynamic, strange, cyclic }) => {
    it("are a problem where they do not parse, and the others count", () => {
      expect(left(kind, { "sound.ts": sound, "torn.ts": `${sound.replaceAll("sound", "torn")}\n}} (` })).toEqual({
        tables: ["public.sound"],
        problems: ["torn.ts:1 could not be parsed"],
      });
    });
    if (dynamic !== null)
      it("are a problem where the table's name is not written out, and are left out", () => {
        const { tables, problems } = left(kind, { "sound.ts": sound, "dynamic.ts": dynamic });
        expect(tables).toEqual(["public.sound"]);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(/^dynamic\.ts:2 /);
      });
    if (strange !== null)
      it("are a problem where a property cannot be told, and the rest of them counts", () => {
        const { tables, problems } = left(kind, { "sound.ts": sound, "strange.ts": strange });
        expect(tables).toEqual(["public.sound", "public.strange"]);
        expect(problems).toHaveLength(1);
        expect(problems[0]).toMatch(/^strange\.ts:3 /);
      });
    if (cyclic)
      it("may import one another", () => {
        expect(left(kind, { "one.ts": cyclic[0], "two.ts": cyclic[1] })).toEqual({
          tables: ["public.one", "public.two"],
          problems: [],
        });
      });
  },
);

describe("a Prisma schema that is broken", () => {
  it("is a problem on its line, and the other models count", () => {
    const { tables, problems } = left("prisma", {
      "schema.prisma":
        'datasource db {\n  provider = "postgresql"\n}\nmodel Sound {\n  id Int @id\n}\nmodel Torn {\n  id Int @id\n  price Money\n  = 3\n}\n',
    });
    expect(tables).toEqual(["public.Sound", "public.Torn"]);
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual(["schema.prisma:10", "schema.prisma:9"]);
  });
});
