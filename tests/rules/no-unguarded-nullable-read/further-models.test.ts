import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

const schema = "CREATE TABLE boats (id serial PRIMARY KEY, berth text, name text NOT NULL);";
const packages = JSON.stringify({ dependencies: { kysely: "^0.28", typeorm: "^0.3", pg: "^8" } });
const entity = `
  import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
  @Entity("boats") export class Boat {
    @PrimaryGeneratedColumn() id: number;
    @Column("text", { nullable: true }) berth: string | null;
    @Column("text") name: string;
  }
`;

describe("a second model of a table", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    schema,
    settings: { schema: ["schema.sql", "code.ts"] },
  });

  invalid(
    "an entity that speaks of a part of the table, under names of its own",
    ts`
      import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
      @Entity("boats") export class Boat {
        @PrimaryGeneratedColumn() id: number;
        @Column("text", { nullable: true }) berth: string | null;
        @Column("text") name: string;
      }
      @Entity("boats") export class Listing {
        @PrimaryGeneratedColumn() id: number;
        @Column("text", { name: "berth", nullable: true }) name: string;
                                                           ~~~~ nonNullType: "berth" of "boats"
      }
    `,
  );
  invalid(
    "an interface of kysely, beside one that says it",
    ts`
      import { Generated, Kysely } from "kysely";
      interface Full { id: Generated<number>; berth: string | null; name: string }
      interface Part { id: Generated<number>; berth: string }
                                              ~~~~~ nonNullType: "berth" of "boats"
      interface All { boats: Full }
      interface Old { boats: Part }
      export const db = [new Kysely<All>({ dialect }), new Kysely<Old>({ dialect })];
    `,
  );
  valid(
    "entities and interfaces that all say it, and a column that is never NULL",
    ts`
      import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
      @Entity("boats") export class Boat {
        @PrimaryGeneratedColumn() id: number;
        @Column("text", { nullable: true }) berth: string | null;
        @Column("text") name: string;
      }
      @Entity("boats") export class Listing {
        @PrimaryGeneratedColumn() id: number;
        @Column("text", { nullable: true }) berth: string | null;
      }
      @Entity("boats") export class Name {
        @PrimaryGeneratedColumn() id: number;
        @Column("text") name: string;
      }
    `,
  );
});

describe("a second model, where the models are the schema", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, { settings: { schema: ["code.ts"] } });

  invalid(
    "what says itself that the column may be NULL",
    ts`
      import { Column, Entity } from "typeorm";
      @Entity("boats") export class Boat {
        @Column("text", { primary: true }) id: string;
        @Column("text", { nullable: true }) berth: string | null;
      }
      @Entity("boats") export class Listing {
        @Column("text", { nullable: true }) berth: string;
                                            ~~~~~ nonNullType
      }
    `,
  );
  valid(
    "what says that it never is: which of them is right is not known",
    ts`
      import { Column, Entity } from "typeorm";
      @Entity("boats") export class Boat {
        @Column("text", { primary: true }) id: string;
        @Column("text", { nullable: true }) berth: string | null;
      }
      @Entity("boats") export class Listing {
        @Column("text") berth: string;
      }
    `,
  );
});

describe("a model of another library over the same table", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    settings: { schema: undefined },
    files: { "package.json": packages, "migrations/001.sql": schema, "boat.ts": entity },
  });

  invalid(
    "an interface of kysely beside an entity",
    ts`
      import { Generated, Kysely } from "kysely";
      interface BoatTable { id: Generated<number>; berth: string; name: string }
                                                   ~~~~~ nonNullType: "berth" of "boats"
      interface Database { boats: BoatTable }
      export const db = new Kysely<Database>({ dialect });
    `,
  );
  valid(
    "one that says it, and one of a table that nothing else knows",
    ts`
      import { Generated, Kysely } from "kysely";
      interface BoatTable { id: Generated<number>; berth: string | null; name: string }
      interface PortTable { id: Generated<number>; berth: string }
      interface Database { boats: BoatTable; ports: PortTable }
      export const db = new Kysely<Database>({ dialect });
    `,
  );
});
