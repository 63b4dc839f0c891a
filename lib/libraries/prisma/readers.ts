import { configuration } from "./configuration.ts";
import { prismaSchemas } from "./find-models.ts";
import { readPrismaSchema } from "./models.ts";
import { prisma } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: prisma,
  models: { form: "texts", kind: "prisma", ending: ".prisma", read: readPrismaSchema, find: prismaSchemas },
  configuration,
};
