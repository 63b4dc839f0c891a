/** What a query is called by, the surest first. */
export interface NameHints {
  /** Said in a comment: `@name GetUser` of pgtyped, `name: GetUser :one` of sqlc. */
  readonly said: string | null;
  readonly function: string | null;
  readonly variable: string | null;
  /** The name of the file without its ending. */
  readonly file: string;
}

/** The name that a comment gives to the query it stands before; null for none. */
export function nameInComment(comment: string): string | null {
  return (
    /@name\s+([\p{L}_$][\p{L}\d_$]*)/u.exec(comment)?.[1] ??
    /\bname:\s*([\p{L}_$][\p{L}\d_$]*)/u.exec(comment)?.[1] ??
    null
  );
}

/**
 * Names for types, one for each query, in capitals: by its comment, the function it stands in, the variable that holds it, the file. Those that would
 * be the same are told apart by the variable, then by the file, then by number. In: in the order of files and places.
 */
export function namesFor(hints: readonly NameHints[]): readonly string[] {
  const short = hints.map(({ said, function: called, variable, file }) => pascal(said ?? called ?? variable ?? file));
  const longer = apart(short, (name, at) => {
    const { said, function: called, variable } = hints[at] ?? {};
    return !said && called && variable ? name + pascal(variable) : name;
  });
  const longest = apart(longer, (name, at) => pascal(hints[at]?.file ?? "") + name);
  const taken = new Set<string>();
  return longest.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
    taken.add(free);
    return free;
  });
}

/** Makes longer names of those that several have. */
function apart(names: readonly string[], longer: (name: string, at: number) => string): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, at) => ((counts.get(name) ?? 0) > 1 ? longer(name, at) : name));
}

function pascal(name: string): string {
  const words = name.match(/[\p{L}\d]+/gu) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^\d/.test(joined) ? `Query${joined}` : joined || "Query";
}
