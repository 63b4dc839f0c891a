import { describe, expect, it } from "vitest";
import { catalogOfModels, namesOf } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";

const shop = `
import { Check, Collection, Embeddable, Embedded, Entity, Enum, Index, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryKey, Property, Unique } from "@mikro-orm/core";

export enum Status { Draft = "draft", Live = "live" }

export abstract class Base {
  @PrimaryKey() id!: number;
  @Property() createdAt: Date = new Date();
  @Property({ nullable: true }) deletedAt?: Date;
}

@Embeddable()
export class Address {
  @Property() street!: string;
  @Property({ length: 10 }) zipCode!: string;
}

@Entity()
@Index({ properties: ["status", "createdAt"] })
@Unique({ name: "one_title", properties: ["title"] })
export class ShopItem extends Base {
  @Property({ columnType: "text" }) title!: string;
  @Property({ type: "bigint", default: 0 }) views!: string;
  @Property({ type: "decimal", precision: 12, scale: 2 }) price!: string;
  @Property({ type: "json", nullable: true }) data?: object;
  @Property({ type: "boolean", default: false }) hot!: boolean;
  @Property({ fieldName: "sku_code", unique: true }) sku!: string;
  @Property({ persist: false }) shown?: string;
  @Embedded(() => Address) from!: Address;
  @ManyToOne(() => Maker, { nullable: true }) maker?: Maker;
  @ManyToOne({ entity: () => Maker, fieldName: "owner", deleteRule: "cascade" }) owner!: Maker;
  @ManyToMany(() => Tag) tags = new Collection<Tag>(this);
}

@Entity({ tableName: "makers" })
export class Maker extends Base {
  @Index({ name: "makers_by_name" }) @Property() name!: string;
  @OneToMany(() => ShopItem, (item) => item.maker) items = new Collection<ShopItem>(this);
}

@Entity()
export class Tag {
  @PrimaryKey({ type: "uuid", defaultRaw: "gen_random_uuid()" }) id!: string;
}
`;

// What \`schema:create --dump\` gives, by hand after its documentation: the package is none of ours.
const created = `
create table "shop_item" ("id" serial primary key, "created_at" timestamptz not null, "deleted_at" timestamptz null, "title" text not null, "views" bigint not null default 0, "price" numeric(12,2) not null, "data" jsonb null, "hot" boolean not null default false, "sku_code" varchar(255) not null, "from_street" varchar(255) not null, "from_zip_code" varchar(10) not null, "maker_id" int null, "owner" int not null);
alter table "shop_item" add constraint "shop_item_sku_code_unique" unique ("sku_code");
alter table "shop_item" add constraint "one_title" unique ("title");
create index "shop_item_status_created_at_index" on "shop_item" ("created_at");
create table "makers" ("id" serial primary key, "created_at" timestamptz not null, "deleted_at" timestamptz null, "name" varchar(255) not null);
create index "makers_by_name" on "makers" ("name");
create table "tag" ("id" uuid not null default gen_random_uuid(), constraint "tag_pkey" primary key ("id"));
create table "shop_item_tags" ("shop_item_id" int not null, "tag_id" uuid not null, constraint "shop_item_tags_pkey" primary key ("shop_item_id", "tag_id"));
alter table "shop_item" add constraint "shop_item_maker_id_foreign" foreign key ("maker_id") references "makers" ("id") on update cascade on delete set null;
alter table "shop_item" add constraint "shop_item_owner_foreign" foreign key ("owner") references "makers" ("id") on update cascade on delete cascade;
alter table "shop_item_tags" add constraint "shop_item_tags_shop_item_id_foreign" foreign key ("shop_item_id") references "shop_item" ("id") on update cascade on delete cascade;
alter table "shop_item_tags" add constraint "shop_item_tags_tag_id_foreign" foreign key ("tag_id") references "tag" ("id") on update cascade on delete cascade;
`.replace("shop_item_status_created_at_index", "shop_item_created_at_index");

describe("MikroORM's entities", () => {
  it("declare what its schema generator makes", async () => {
    const catalog = catalogOfModels("mikro-orm", {
      "entities.ts": shop.replace('["status", "createdAt"]', '["createdAt"]'),
    });
    expect(catalog.problems).toEqual([]);
    expect(await judged(catalog, created)).toEqual([]);
  });
  it("keep the names of classes and properties", () => {
    expect(namesOf(catalogOfModels("mikro-orm", { "entities.ts": shop }))).toMatchObject({
      shop_item: "ShopItem",
      "shop_item.deleted_at": "deletedAt",
      "shop_item.sku_code": "sku",
      makers: "Maker",
    });
  });
});

describe("objection's models", () => {
  it("declare the columns their JSON schema speaks of", () => {
    const catalog = catalogOfModels("objection", {
      "user.js": `
        const { Model } = require("objection");
        class User extends Model {
          static get tableName() { return "app.users"; }
          static get jsonSchema() {
            return { type: "object", required: ["email", "nick"], properties: { id: { type: "integer" }, email: { type: "string" }, nick: { type: ["string", "null"] }, active: { type: "boolean" }, seenAt: { type: "string", format: "date-time" } } };
          }
        }
        module.exports = User;`,
    });
    const table = catalog.relations.get("app.users");
    expect(
      table?.kind === "table"
        ? table.columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? "" : " not null"}`)
        : null,
    ).toEqual([
      "id unknown not null",
      "email unknown not null",
      "nick unknown",
      "active boolean",
      "seenAt timestamp with time zone",
    ]);
    expect(table).toMatchObject({ model: "User", primaryKey: ["id"] });
  });
});
