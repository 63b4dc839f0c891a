import { readFileSync } from "node:fs";

/** The order of drizzle's meta/_journal.json; null where there is none that can be read. */
export function inJournal(folder: string, files: readonly string[]): string[] | null {
  try {
    const journal = JSON.parse(readFileSync(`${folder}/meta/_journal.json`, "utf8")) as {
      entries?: readonly { idx?: number; tag?: string }[];
    };
    const entries = [...(journal.entries ?? [])].sort((a, b) => (a.idx ?? 0) - (b.idx ?? 0));
    return entries.map(({ tag }) => `${folder}/${tag ?? ""}.sql`).filter((file) => files.includes(file));
  } catch {
    return null;
  }
}
