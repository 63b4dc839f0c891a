import type { Library } from "../model/site.ts";
import type { BuilderReader } from "../read/builder/builder-reader.ts";
import { drizzle } from "./drizzle/reader.ts";
import { knex } from "./knex/reader.ts";
import { kysely } from "./kysely/reader.ts";
import { mikroOrm } from "./mikro-orm/reader.ts";
import { objection } from "./objection/reader.ts";
import { prisma } from "./prisma/reader.ts";
import { sequelize } from "./sequelize/reader.ts";
import { typeorm } from "./typeorm/reader.ts";

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
