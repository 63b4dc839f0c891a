import type { Library } from "../../model/site.ts";
import type { BuilderReader } from "./builder-reader.ts";
import { drizzle } from "./drizzle.ts";
import { knex } from "./knex.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { objection } from "./objection.ts";
import { prisma } from "./prisma.ts";
import { sequelize } from "./sequelize.ts";
import { typeorm } from "./typeorm.ts";

/** Every library whose builders are read. */
export const builderReaders: readonly BuilderReader[] = [
  drizzle,
  knex,
  kysely,
  mikroOrm,
  objection,
  prisma,
  sequelize,
  typeorm,
];

export function builderReaderOf(library: Library): BuilderReader | null {
  return builderReaders.find((reader) => reader.library === library) ?? null;
}
