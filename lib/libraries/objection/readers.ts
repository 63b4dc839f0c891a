import { readObjection } from "./models.ts";
import { objection } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: objection,
  models: { form: "modules", read: readObjection },
};
