import { createRequire } from "node:module";
import type { PGlite } from "@electric-sql/pglite";
import { describe, expect, it } from "vitest";
import { catalogOfModels, namesOf } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";
import { evaluated, pgOn } from "../../read/models/pg-on-pglite.ts";

const shop = `
import { Check, ChildEntity, Column, CreateDateColumn, DeleteDateColumn, Entity, EntitySchema, Generated, Index, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn, TableInheritance, Unique, UpdateDateColumn, VersionColumn } from "typeorm";

export enum Role { Admin = "admin", Member = "member" }

export abstract class Base {
  @PrimaryGeneratedColumn("uuid") id: string;
  @CreateDateColumn({ type: "timestamptz", name: "created_at" }) createdAt: Date;
  @UpdateDateColumn() updatedAt: Date;
  @DeleteDateColumn({ name: "removed_at" }) deletedAt: Date | null;
}

export class Address {
  @Column() street: string;
  @Column({ name: "zip", nullable: true, length: 10 }) zipCode: string;
}

@Entity("users")
@Unique(["email", "tenant"])
@Index("users_role", ["role", "createdAt"])
@Check("users_age", '"age" > 0')
export class User extends Base {
  @Column({ length: 320 }) email: string;
  @Column("int", { default: 1 }) tenant: number;
  @Column({ type: "enum", enum: Role, default: Role.Member }) role: Role;
  @Column({ type: "varchar", array: true, default: () => "'{}'" }) tags: string[];
  @Column("simple-json", { nullable: true }) settings: object;
  @Column({ type: "decimal", precision: 12, scale: 2, default: 0 }) balance: string;
  @Column({ nullable: true }) age: number;
  @Column({ unique: true }) active: boolean;
  @Column() bornAt: Date;
  @Column(() => Address) home: Address;
  @Column(() => Address, { prefix: "work" }) office: Address;
  @Index({ unique: true, where: '"removed_at" IS NULL' }) @Column("text") handle: string;
  @Index() @ManyToOne(() => User, (user) => user.referred, { nullable: true, onDelete: "SET NULL" }) referrer: User;
  @OneToMany(() => User, (user) => user.referrer) referred: User[];
  @ManyToMany(() => Group, (group) => group.users) @JoinTable() groups: Group[];
  @OneToOne(() => Group, { nullable: false, onDelete: "CASCADE" }) @JoinColumn({ name: "profile_id" }) profile: unknown;
  @VersionColumn() version: number;
}

@Entity()
export class Group {
  @PrimaryGeneratedColumn() id: number;
  @Column({ type: "bigint" }) @Generated("increment") position: string;
  @ManyToMany(() => User, (user) => user.groups) users: User[];
}

@Entity({ name: "orderLines" })
export class OrderLine {
  @PrimaryColumn() orderNumber: number;
  @PrimaryColumn({ type: "uuid" }) userId: string;
  @ManyToOne(() => User, { onDelete: "CASCADE" }) @JoinColumn({ name: "userId" }) user: User;
}

@Entity()
@TableInheritance({ column: { type: "varchar", name: "kind" } })
export class Content {
  @PrimaryGeneratedColumn("identity") id: number;
  @Column() title: string;
}

@ChildEntity()
export class Photo extends Content {
  @Column() size: string;
}

@ChildEntity()
export class Post extends Content {
  @Column({ type: "timestamp", precision: 3 }) viewedAt: Date;
}

export const Profile = new EntitySchema({
  name: "Profile",
  tableName: "profiles",
  columns: { id: { type: Number, primary: true, generated: true }, bio: { type: "text", nullable: true }, at: { type: "timestamp", createDate: true } },
});
`;

// The same copy of TypeORM as the evaluated entities have.
const { DataSource } = createRequire(import.meta.url)("typeorm") as typeof import("typeorm");

async function synchronize(postgres: PGlite): Promise<void> {
  const entities = Object.values(evaluated(shop)).filter(
    (value) => typeof value !== "object" || !("Admin" in (value as object)),
  ) as never[];
  const source = new DataSource({
    type: "postgres",
    driver: pgOn(postgres),
    entities,
    installExtensions: false,
    uuidExtension: "pgcrypto",
  });
  await source.initialize();
  await source.synchronize();
}

describe("TypeORM's entities", () => {
  it("declare what TypeORM's own synchronize makes", async () => {
    const catalog = catalogOfModels("typeorm", { "entities.ts": shop });
    expect(catalog.problems).toEqual([]);
    expect(await judged(catalog, synchronize)).toEqual([]);
  });
  it("keep the names of classes and properties, and say how rows are deleted", () => {
    const catalog = catalogOfModels("typeorm", { "entities.ts": shop });
    expect(namesOf(catalog)).toMatchObject({
      users: "User",
      "users.removed_at": "deletedAt",
      "users.created_at": "createdAt",
    });
    expect(catalog.relations.get("public.users")).toMatchObject({
      modelSoftDelete: { column: "removed_at", live: null, deletes: false, filters: true },
    });
  });
  it("are named by SnakeNamingStrategy where the data source has it", () => {
    const catalog = catalogOfModels("typeorm", {
      "source.ts":
        'import { DataSource } from "typeorm";\nimport { SnakeNamingStrategy } from "typeorm-naming-strategies";\nexport default new DataSource({ type: "postgres", namingStrategy: new SnakeNamingStrategy() });',
      "entity.ts":
        'import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";\nclass Size { @Column() widthMm: number; }\n@Entity()\nexport class OrderLine { @PrimaryGeneratedColumn() id: number; @Column() deletedAt: Date; @Column(() => Size) outerSize: Size; @ManyToOne(() => OrderLine) parentLine: OrderLine; }',
    });
    const table = catalog.relations.get("public.order_line");
    expect(table?.kind === "table" ? table.columns.map(({ name }) => name) : null).toEqual([
      "id",
      "deleted_at",
      "parent_line_id",
      "outer_size_width_mm",
    ]);
  });
  it("tell what they cannot with its line, and keep the rest", () => {
    const catalog = catalogOfModels("typeorm", {
      "entity.ts":
        'import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";\nimport { Outside } from "elsewhere";\nfunction Money() { return (target: object, name: string) => { register(target, name); }; }\n@Entity()\nexport class Price extends Outside {\n  @PrimaryGeneratedColumn() id: number;\n  @Money() amount: number;\n  @Column() note: string;\n}',
    });
    expect(catalog.problems.map(({ line, message }) => [line, message])).toEqual([
      [7, 'what @Money makes of "amount" of "Price" could not be told'],
      [5, '"Price" extends a class that is not of the project: columns it adds are not known'],
    ]);
    const table = catalog.relations.get("public.price");
    expect(table?.kind === "table" ? table.columns.map(({ name }) => name) : null).toEqual(["id", "note"]);
  });
});
