import { expect, it } from "vitest";
import { parseModule } from "../../../lib/source/open-module.ts";
import { mentionedNames } from "../../../lib/survey/mentions.ts";

const names = new Set(["deleted_at", "deletedAt"]);

function mentioned(text: string, declares = false): string {
  const module = parseModule(text, "/app/a.ts");
  if (!module) throw new Error("the module does not parse");
  return [...mentionedNames(module.ast, names, declares)].sort().join();
}

it.each([
  ["row.deletedAt", "deletedAt"],
  ['row["deleted_at"]', "deleted_at"],
  ["db.card.update({ data: { deletedAt: new Date() } })", "deletedAt"],
  ["db.card.findMany({ where: { deletedAt: null } })", "deletedAt"],
  ['knex("cards").whereNull("deleted_at")', "deleted_at"],
  ["sql`UPDATE cards SET deleted_at = now()`", "deleted_at"],
  ["const { deletedAt } = row", "deletedAt"],
  ["class A { mark() { this.deletedAt = new Date() } }", "deletedAt"],
  ["class A { marks = { deletedAt: null } }", "deletedAt"],
  ["const x = (row as { id: number }).deletedAt!", "deletedAt"],
  // What declares.
  ["interface Card { deletedAt: Date | null }", ""],
  ["type Card = { deleted_at: string }", ""],
  ["class Card { deletedAt!: Date | null }", ""],
  ['class Card { @DeleteDateColumn({ name: "deleted_at" }) deletedAt?: Date }', ""],
  ['const cards = pgTable("cards", { deletedAt: timestamp("deleted_at").notNull() })', ""],
  ["function f(row: { deletedAt: Date }) { return row }", ""],
  ["const x = row as { deletedAt: Date }", ""],
  // Words that only contain it, and comments.
  ["const undeletedAt = 1 // deletedAt", ""],
])("%s mentions %j", (text, expected) => {
  expect(mentioned(text)).toBe(expected);
});

it.each([
  ['Card.init({ deletedAt: { type: DATE, field: "deleted_at" } })', ""],
  ["const columns = { deletedAt: timestamp() }", ""],
  ['const name = "deleted_at"', ""],
  ["Card.init({}, { defaultScope: { where: { deletedAt: null } } })", "deletedAt"],
  ["const live = (t) => isNull(t.deletedAt)", "deletedAt"],
  ["const live = sql`deleted_at IS NULL`", "deleted_at"],
])("in a module of models %s mentions %j", (text, expected) => {
  expect(mentioned(text, true)).toBe(expected);
});
