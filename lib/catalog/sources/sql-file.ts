import { dirname, relative } from "node:path";
import { otherDatabase } from "./code.ts";
import { namedDialect, otherDialect } from "./dialect.ts";
import { isUndoing } from "./order.ts";
import { downPartsIn } from "./up-part.ts";

/** Whether a .sql file is written for a database that is not PostgreSQL. In: absolute paths. */
export function isOfAnotherDatabase(file: string, text: string, root: string): boolean {
  const folder = dirname(file).replaceAll("\\", "/");
  const path = relative(root, folder).replaceAll("\\", "/");
  return (otherDialect(text) ?? namedDialect(path) ?? otherDatabase(folder, root)) !== null;
}

/** Whether a program has written a .sql file out of a database, with all that is in it. */
export const isDump = (text: string): boolean =>
  /^\s*--\s*\n--\s*PostgreSQL database (?:cluster )?dump\b/.test(text.slice(0, 500).replaceAll("\r", ""));

/** Whether an offset of a .sql file stands in what undoes a migration. In: its path; a file may be that as a whole. */
export function undoes(file: string, text: string): (offset: number) => boolean {
  if (isUndoing(file.replaceAll("\\", "/"))) return () => true;
  const parts = downPartsIn(text);
  return (offset) => parts.some(({ start, end }) => start <= offset && offset < end);
}
