/**
 * Says whether a path below the folder of a .gitignore is ignored by it; undefined where no line speaks of the path.
 */
export type Ignores = (path: string, isDirectory: boolean) => boolean | undefined;

/**
 * Reads a .gitignore. In: its text; paths are asked relative to its folder, with `/`. The last line that matches
 * decides, as in git (https://git-scm.com/docs/gitignore).
 */
export function readGitignore(text: string): Ignores {
  const lines = text.split(/\r?\n/).flatMap((line) => {
    const written = line.replace(/(?<!\\)\s+$/, "");
    if (!written || written.startsWith("#")) return [];
    const negated = written.startsWith("!");
    const pattern = written.slice(negated ? 1 : 0).replace(/^\\(?=[#!])/, "");
    const directoryOnly = pattern.endsWith("/");
    return [{ ignored: !negated, directoryOnly, matches: toRegExp(directoryOnly ? pattern.slice(0, -1) : pattern) }];
  });
  return (path, isDirectory) =>
    lines.findLast(({ directoryOnly, matches }) => (isDirectory || !directoryOnly) && matches.test(path))?.ignored;
}

function toRegExp(pattern: string): RegExp {
  // A slash anywhere but at the end ties the pattern to its folder.
  const anchored = pattern.includes("/");
  const body = pattern.replace(/^\//, "").replace(/\*\*\/|\/\*\*$|\*+|\?|\[!?[^\]]*\]|\\.|[.+^${}()|\\]/g, (part) => {
    if (part === "**/") return "(?:.*/)?";
    if (part === "/**") return "/.*";
    if (part.startsWith("*")) return "[^/]*";
    if (part === "?") return "[^/]";
    if (part.startsWith("[") && part.length > 2) return part.replace(/^\[!/, "[^");
    return part.startsWith("\\") && part.length === 2 ? `\\${part[1] ?? ""}` : `\\${part}`;
  });
  try {
    return new RegExp(`^${anchored ? "" : "(?:.*/)?"}${body}$`);
  } catch {
    return /(?!)/;
  }
}
