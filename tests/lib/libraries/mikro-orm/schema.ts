import { defineEntity, EntitySchema, p } from "@mikro-orm/core";

export const Writer = new EntitySchema<Record<string, unknown>>({
  name: "Writer",
  tableName: "writers",
  filters: { live: { name: "live", cond: { deletedAt: null }, default: true } },
  properties: {
    id: { type: "number", primary: true },
    penName: { type: "string" },
    email: { type: "string", unique: true },
    age: { type: "number", nullable: true },
    deletedAt: { type: "Date", nullable: true },
    works: { kind: "1:m", entity: "Work", mappedBy: "writer" },
    page: { kind: "1:1", entity: "Page", mappedBy: "writer", nullable: true },
  },
} as never);

export const Work = new EntitySchema<Record<string, unknown>>({
  name: "Work",
  tableName: "works",
  filters: {
    live: { name: "live", cond: { deletedAt: null }, default: true },
    shop: { name: "shop", cond: { shopId: 1 } },
  },
  properties: {
    id: { type: "number", primary: true },
    title: { type: "string" },
    price: { type: "number" },
    shopId: { type: "number", nullable: true },
    facts: { type: "json", nullable: true },
    createdAt: { type: "Date", defaultRaw: "now()" },
    deletedAt: { type: "Date", nullable: true },
    writer: { kind: "m:1", entity: "Writer" },
    house: { kind: "m:1", entity: "House", nullable: true },
    labels: { kind: "m:n", entity: "Label", owner: true },
  },
} as never);

export const House = defineEntity({
  name: "House",
  tableName: "houses",
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    city: p.string().nullable(),
    closedAt: p.datetime().nullable(),
    deletedAt: p.datetime().nullable(),
    works: () => p.oneToMany(Work as never).mappedBy("house" as never),
  },
});

export const Label = new EntitySchema<Record<string, unknown>>({
  name: "Label",
  tableName: "labels",
  filters: { live: { name: "live", cond: { deletedAt: null }, default: true } },
  properties: {
    id: { type: "number", primary: true },
    text: { type: "string" },
    deletedAt: { type: "Date", nullable: true },
    works: { kind: "m:n", entity: "Work", mappedBy: "labels" },
  },
} as never);

export const Page = new EntitySchema<Record<string, unknown>>({
  name: "Page",
  tableName: "pages",
  properties: {
    id: { type: "number", primary: true },
    bio: { type: "string" },
    writer: { kind: "1:1", entity: "Writer", owner: true, nullable: true },
  },
} as never);

export const entities = [Writer, Work, House, Label, Page];
