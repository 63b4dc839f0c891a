import { readZapatos } from "./models.ts";
import type { LibraryReaders } from "../readers.ts";

export const readers: LibraryReaders = {
  models: { form: "modules", read: readZapatos },
};
