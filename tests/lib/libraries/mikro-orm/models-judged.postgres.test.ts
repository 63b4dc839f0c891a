import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { catalogOfModels } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";
import { evaluated } from "../../read/models/pg-on-pglite.ts";

const entities = `
import { Collection, Embeddable, Embedded, Entity, Enum, Index, ManyToMany, ManyToOne, OneToMany, PrimaryKey, Property, Unique } from "@mikro-orm/core";

export abstract class Base {
  @PrimaryKey({ type: "number" }) id!: number;
  @Property({ type: "Date" }) createdAt: Date = new Date();
  @Property({ type: "Date", nullable: true }) deletedAt?: Date;
}

@Embeddable()
export class Address {
  @Property({ type: "string" }) street!: string;
  @Property({ type: "string", length: 10 }) zipCode!: string;
}

@Entity({ tableName: "makers" })
export class Maker extends Base {
  @Index({ name: "makers_by_name" }) @Property({ type: "string" }) name!: string;
  @OneToMany(() => ShopItem, (item) => item.maker) items = new Collection<ShopItem>(this);
}

@Entity()
export class Tag {
  @PrimaryKey({ type: "uuid", defaultRaw: "gen_random_uuid()" }) id!: string;
}

@Entity()
@Unique({ name: "one_title", properties: ["title"] })
export class ShopItem extends Base {
  @Property({ columnType: "text" }) title!: string;
  @Property({ type: "bigint", default: 0 }) views!: string;
  @Property({ type: "decimal", precision: 12, scale: 2 }) price!: string;
  @Property({ type: "json", nullable: true }) data?: object;
  @Property({ type: "boolean", default: false }) hot!: boolean;
  @Property({ type: "string", fieldName: "sku_code", unique: true }) sku!: string;
  @Property({ type: "string", persist: false }) shown?: string;
  @Embedded(() => Address) from!: Address;
  @ManyToOne(() => Maker, { nullable: true }) maker?: Maker;
  @ManyToOne({ entity: () => Maker, fieldName: "owner", deleteRule: "cascade" }) owner!: Maker;
  @ManyToMany(() => Tag) tags = new Collection<Tag>(this);
}
`;

interface Orm {
  readonly MikroORM: {
    init(
      options: unknown,
    ): Promise<{ getSchemaGenerator(): { getCreateSchemaSQL(options: unknown): Promise<string> } }>;
  };
}

/** What `schema:create --dump` prints: MikroORM's own generator, which needs no database for it. */
async function createdBy(text: string): Promise<string> {
  const { MikroORM } = createRequire(import.meta.url)("@mikro-orm/postgresql") as Orm;
  const orm = await MikroORM.init({
    dbName: "none",
    connect: false,
    entities: Object.values(evaluated(text)).filter((value) => typeof value === "function"),
  });
  return orm.getSchemaGenerator().getCreateSchemaSQL({ wrap: false });
}

it("MikroORM's entities declare what its own schema generator makes", async () => {
  const catalog = catalogOfModels("mikro-orm", { "entities.ts": entities });
  expect(catalog.problems).toEqual([]);
  expect(await judged(catalog, await createdBy(entities))).toEqual([]);
});
