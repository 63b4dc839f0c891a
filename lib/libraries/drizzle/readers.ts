import { configuration } from "./configuration.ts";
import { readDrizzle } from "./models.ts";
import { drizzle } from "./reader.ts";
import type { LibraryReaders } from "../readers.ts";

export const readers: LibraryReaders = {
  builder: drizzle,
  models: { form: "modules", read: readDrizzle },
  configuration,
};
