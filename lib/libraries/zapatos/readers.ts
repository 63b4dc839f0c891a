import { readZapatos } from "./models.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  models: { form: "modules", read: readZapatos },
};
