import { configuration } from "./configuration.ts";
import { readDrizzle } from "./models.ts";
import { drizzle } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: drizzle,
  models: { form: "modules", read: readDrizzle },
  configuration,
};
