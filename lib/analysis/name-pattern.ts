/** Whether a name is one of those that patterns mean, in which `*` stands for any characters. */
export function isNamed(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matcherOf(pattern).test(name));
}

/** A pattern as an expression over a whole name, in whatever case. */
export function matcherOf(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[^\w]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i");
}
