import { relations, sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  customType,
  date,
  integer,
  jsonb,
  pgEnum,
  pgMaterializedView,
  pgSchema,
  pgTable,
  pgTableCreator,
  pgView,
  primaryKey,
  serial,
  text,
  timestamp,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";

const citext = customType<{ data: string }>({ dataType: () => "citext" });

const stamps = {
  createdAt: timestamp("created_at").defaultNow().notNull(),
  updatedAt: timestamp("updated_at").$onUpdate(() => new Date()),
};
const softDeletes = { deletedAt: timestamp("deleted_at", { withTimezone: true }) };

export const memberRole = pgEnum("member_role", ["owner", "guest"]);

export const gardens = pgTable("gardens", {
  id: serial("id").primaryKey(),
  title: text("title").notNull(),
  slug: citext("slug").notNull(),
  area: integer(),
  tags: text("tags").array(),
  options: jsonb("options"),
  ownerId: integer("owner_id").references((): AnyPgColumn => members.id),
  ...stamps,
  ...softDeletes,
});

export const members = pgTable("members", {
  id: serial("id").primaryKey(),
  name: varchar("full_name", { length: 80 }).notNull(),
  email: text().notNull(),
  role: memberRole("role").default("guest").notNull(),
  referrerId: integer("referrer_id"),
  deletedAt: timestamp("deleted_at", { mode: "string" }),
});

export const plants = pgTable("plants", (t) => ({
  id: t.uuid("id").primaryKey().defaultRandom(),
  gardenId: t.integer("garden_id").notNull(),
  name: t.text().notNull(),
  planted: date("planted_on"),
  height: t.integer("height"),
  isRemoved: boolean("is_removed").default(false).notNull(),
}));

export const waterings = pgTable(
  "waterings",
  {
    plantId: uuid("plant_id").notNull(),
    memberId: integer("member_id").notNull(),
    litres: integer("litres").notNull(),
    at: timestamp("watered_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.plantId, table.memberId, table.at] })],
);

const appTable = pgTableCreator((name) => `app_${name}`);
export const notes = appTable("notes", {
  id: serial("id").primaryKey(),
  body: text("body"),
  gardenId: integer("garden_id"),
  deletedAt: timestamp("deleted_at"),
});

export const audit = pgSchema("audit");
export const events = audit.table("events", {
  id: serial("id").primaryKey(),
  kind: text("kind").notNull(),
  memberId: integer("member_id"),
  deletedAt: timestamp("deleted_at"),
});

export const bigGardens = pgView("big_gardens").as((qb) =>
  qb
    .select({ id: gardens.id, title: gardens.title })
    .from(gardens)
    .where(sql`${gardens.area} > 100`),
);
export const gardenTotals = pgMaterializedView("garden_totals", {
  gardenId: integer("garden_id"),
  total: integer("total"),
}).existing();

export const gardensRelations = relations(gardens, ({ one, many }) => ({
  owner: one(members, { fields: [gardens.ownerId], references: [members.id] }),
  plants: many(plants),
  notes: many(notes),
}));
export const membersRelations = relations(members, ({ many }) => ({
  gardens: many(gardens),
  waterings: many(waterings),
}));
export const plantsRelations = relations(plants, ({ one, many }) => ({
  garden: one(gardens, { fields: [plants.gardenId], references: [gardens.id] }),
  waterings: many(waterings),
}));
export const wateringsRelations = relations(waterings, ({ one }) => ({
  plant: one(plants, { fields: [waterings.plantId], references: [plants.id] }),
  member: one(members, { fields: [waterings.memberId], references: [members.id] }),
}));
export const notesRelations = relations(notes, ({ one }) => ({
  garden: one(gardens, { fields: [notes.gardenId], references: [gardens.id] }),
}));
