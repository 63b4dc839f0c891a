import { statSync } from "node:fs";

/** Another text whenever one of the files or folders has changed. */
export function stampOf(paths: readonly string[]): string {
  let stamp = "";
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    stamp += stat ? `${stat.mtimeMs}:${stat.size};` : "-;";
  }
  return stamp;
}
