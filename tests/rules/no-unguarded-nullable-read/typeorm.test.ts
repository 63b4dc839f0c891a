import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

describe("entities of TypeORM that say less than their columns", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    espree: true,
    file: "entities.ts",
    settings: { schema: ["entities.ts"] },
  });

  invalid(
    "nullable in the decorator, never null in the type",
    ts`
    import { Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from "typeorm";
    @Entity("members") export class Member {
      @PrimaryGeneratedColumn() id: number;
      @Column() email: string;
      @Column("text", { nullable: true }) motto: string;
                                          ~~~~~ nonNullType: Column "motto" of "members"
      @Column({ type: "text", nullable: true, name: "nick_name" }) nickName!: string;
                                                                   ~~~~~~~~ nonNullType: "nick_name"
      @Column({ type: "jsonb", nullable: true }) settings: { dark: boolean };
                                                 ~~~~~~~~ nonNullType
      // Rows that have one are not given: nobody reads it.
      @DeleteDateColumn() deletedAt: Date;
      @Column("timestamp", { nullable: true }) leftAt: Date;
                                               ~~~~~~ nonNullType
    }
  `,
    {
      suggestions: [
        "motto: string | null;",
        "nickName!: string | null;",
        "settings: { dark: boolean } | null;",
        "leftAt: Date | null;",
      ],
    },
  );

  invalid(
    "the column's type is named where the library takes it from the property's",
    ts`
    import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
    @Entity() export class Member {
      @PrimaryGeneratedColumn() id: number;
      @Column({ nullable: true }) motto: string;
                                  ~~~~~ nonNullColumn: Column "motto" of "member" may be NULL, and this type says it never is. Add null to it, and type: "varchar" above it.
      @Column({ nullable: true }) born: Date;
                                  ~~~~ nonNullColumn: Column "born" of "member" may be NULL, and this type says it never is. Add null to it, and type: "timestamp" above it.
    }
  `,
    {
      suggestions: [
        '@Column({ type: "varchar", nullable: true }) motto: string | null;',
        '@Column({ type: "timestamp", nullable: true }) born: Date | null;',
      ],
    },
  );

  valid(
    "types that allow null or do not tell, transformers, relations, static and inherited properties",
    ts`
    import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
    import { Money, Trimmed, options, trim } from "./money";
    @Entity() export class Team { @PrimaryGeneratedColumn() id: number; }
    abstract class Named { @Column({ type: "text", nullable: true }) name: string; }
    @Entity() export class Member extends Named {
      @PrimaryGeneratedColumn() id: number;
      @Column({ type: "text", nullable: true }) a: string | null;
      @Column({ type: "text", nullable: true }) b?: string;
      @Column({ type: "text", nullable: true }) c: any;
      @Column({ type: "text", nullable: true }) d: unknown;
      @Column({ type: "text", nullable: true }) e: Money;
      @Column({ type: "text", nullable: true }) f = "";
      @Column({ type: "text", nullable: true }) g: string | undefined;
      @Column({ type: "text", nullable: true, transformer: trim }) h: string;
      @Column({ type: "text", nullable: true, ...options }) i: string;
      @Trimmed() @Column({ type: "text", nullable: true }) j: string;
      @Column("text", options) k: string;
      @Column({ type: "text" }) l: string;
      @ManyToOne(() => Team, { nullable: true }) @JoinColumn({ name: "team_id" }) team: Team;
      static motto: string;
    }
    export class MemberInput { a: string; }
  `,
  );

  valid(
    "an entity in a test",
    ts`
    import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
    import { it } from "vitest";
    @Entity() export class Member {
      @PrimaryGeneratedColumn() id: number;
      @Column("text", { nullable: true }) motto: string;
    }
    it("is kept", () => {});
  `,
  );

  // TypeORM's columns are NOT NULL where nothing else is said; without a writer in sight the schema is all that is known.
  invalid(
    "what the migrations leave nullable",
    ts`
    import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
    @Entity("members") export class Member {
      @PrimaryGeneratedColumn() id: number;
      @Column("text") motto: string;
                      ~~~~~ nonNullType
      @Column("text", { nullable: true }) email: string;
      @Column("text") unheard: string;
    }
  `,
    {
      schema: "CREATE TABLE members (id serial PRIMARY KEY, motto text, email text NOT NULL);",
      settings: { schema: ["schema.sql", "entities.ts"] },
      suggestions: ["motto: string | null;"],
    },
  );

  valid(
    "a column that a trigger may fill",
    ts`
    import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
    @Entity("members") export class Member {
      @PrimaryGeneratedColumn() id: number;
      @Column("text") slug: string;
    }
  `,
    {
      schema:
        "CREATE TABLE members (id serial PRIMARY KEY, slug text); CREATE TRIGGER fill BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION fill_slug();",
      settings: { schema: ["schema.sql", "entities.ts"] },
    },
  );
});
