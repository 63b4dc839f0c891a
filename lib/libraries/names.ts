/**
 * Names of methods and modules are kept as lists. In a name, `*` stands for any further letters, also none (`where*`),
 * and `+` for one more word (`delete+` is `deleteMany`, but not `deleted`).
 */
export type Names = readonly string[];

/** The source of an expression that takes any of the names; nothing where there are none. */
export function alternatives(names: Iterable<string>): string {
  const sources = [...new Set(names)].map((name) =>
    name
      .replace(/[\\^$.|?()[\]{}/]/g, String.raw`\$&`)
      .replaceAll("*", String.raw`[\w-]*`)
      .replaceAll("+", String.raw`[A-Z]\w*`),
  );
  return sources.length === 0 ? "(?!)" : `(?:${sources.join("|")})`;
}

/** Tells whether a name is one of the names. */
export function oneOf(names: Iterable<string>): (name: string) => boolean {
  const all = [...new Set(names)];
  const exact = new Set(all.filter((name) => !/[*+]/.test(name)));
  const patterns = all.filter((name) => !exact.has(name));
  if (patterns.length === 0) return (name) => exact.has(name);
  const pattern = new RegExp(`^${alternatives(patterns)}$`);
  return (name) => exact.has(name) || pattern.test(name);
}
