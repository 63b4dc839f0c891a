import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What a server says of its types, casts, operators and functions (`tests/printed-facts.ts` prints it). Types are named as in pg_type. */
export interface Facts {
  readonly types: ReadonlyMap<string, TypeFacts>;
  /** Types by what format_type calls them. */
  readonly shown: ReadonlyMap<string, TypeFacts>;
  /** By source and target. */
  readonly casts: ReadonlyMap<string, CastFacts>;
  operators(name: string): readonly OperatorFacts[];
  functions(name: string): readonly FunctionFacts[];
  functionNames(): readonly string[];
}

export interface TypeFacts {
  readonly name: string;
  readonly category: string;
  /** pg_type.typtype; `a` for an array. */
  readonly kind: string;
  readonly preferred: boolean;
  readonly hasEquality: boolean;
  readonly hasOrder: boolean;
  readonly subscripted: boolean;
  /** Of an array, range, multirange or domain. */
  readonly element: string | null;
  readonly array: string | null;
  readonly multirange: string | null;
  /** As format_type writes it. */
  readonly shown: string;
}

export interface CastFacts {
  /** `i` implicit, `a` in assignments, `e` explicit. */
  readonly context: string;
  /** `f` by a function, `b` binary-coercible, `i` through text. */
  readonly method: string;
}

export interface OperatorFacts {
  readonly name: string;
  /** Empty for a prefix operator. */
  readonly left: string;
  readonly right: string;
  readonly result: string;
  readonly strict: boolean;
}

export interface FunctionFacts {
  readonly name: string;
  /** `f` function, `w` window function, `n`, `o` and `h` aggregates (normal, ordered-set, hypothetical-set), `p` procedure. */
  readonly kind: string;
  readonly returnsSet: boolean;
  readonly strict: boolean;
  readonly arguments: readonly string[];
  readonly result: string;
  readonly defaults: number;
  /** The element type of a variadic last argument. */
  readonly variadic: string | null;
  readonly argumentNames: readonly string[];
  /** Of a function with OUT parameters. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const read = new Map<string, Facts | null>();

/** What comes with PostgreSQL itself (`postgresql`), or with an extension; read at the first call. Null where nothing is known of it. */
export function factsOf(name: string): Facts | null {
  const before = read.get(name);
  if (before !== undefined) return before;
  const file = factsFile(name);
  const found = file === null ? null : parse(readFileSync(file, "utf8"));
  read.set(name, found);
  return found;
}

// The folder stands beside `lib` in the sources, and beside `dist` in the package.
function factsFile(name: string): string | null {
  if (!/^[\w-]+$/.test(name)) return null;
  for (const up of ["../facts/", "../../facts/", "../../../facts/"]) {
    const path = fileURLToPath(new URL(`${up}${name}.txt`, import.meta.url));
    if (existsSync(path)) return path;
  }
  return null;
}

function parse(text: string): Facts {
  const [types = "", casts = "", operators = "", functions = ""] = sections(text);
  const typeFacts = new Map<string, TypeFacts>();
  const shown = new Map<string, TypeFacts>();
  for (const line of linesOf(types)) {
    const made = typeOf(line);
    typeFacts.set(made.name, made);
    shown.set(made.shown, made);
  }
  const castFacts = new Map<string, CastFacts>();
  for (const line of linesOf(casts)) {
    const [source = "", target = "", context = "", method = ""] = line.split("\t");
    castFacts.set(`${source} ${target}`, { context, method });
  }
  return {
    types: typeFacts,
    shown,
    casts: castFacts,
    operators: byName(operators, operatorOf),
    functions: byName(functions, functionOf),
    functionNames: () => linesOf(functions).map((line) => line.slice(0, line.indexOf("\t"))),
  };
}

const linesOf = (section: string): readonly string[] => section.split("\n").filter((line) => line !== "");

function sections(text: string): readonly string[] {
  const heads = ["types\n", "\ncasts\n", "\noperators\n", "\nfunctions\n"];
  const starts = heads.map((head, index) => (index === 0 ? 0 : text.indexOf(head)));
  return heads.map((head, index) => `\n${text.slice((starts[index] ?? 0) + head.length, starts[index + 1])}\n`);
}

/** The lines of a section by their first field: they are parsed when they are asked for. */
function byName<T>(section: string, parseLine: (fields: readonly string[]) => T): (name: string) => readonly T[] {
  const made = new Map<string, readonly T[]>();
  return (name) => {
    const before = made.get(name);
    if (before) return before;
    const head = `\n${name}\t`;
    const found: T[] = [];
    for (let at = section.indexOf(head); at >= 0; at = section.indexOf(head, at + 1))
      found.push(parseLine(section.slice(at + 1, section.indexOf("\n", at + 1)).split("\t")));
    made.set(name, found);
    return found;
  };
}

const orNull = (text: string | undefined): string | null => text || null;

function typeOf(line: string): TypeFacts {
  const [name = "", category = "", kind = "", flags = "", element, array, multirange, shown = ""] = line.split("\t");
  return {
    name,
    category,
    kind,
    preferred: flags.includes("p"),
    hasEquality: flags.includes("e"),
    hasOrder: flags.includes("o"),
    subscripted: flags.includes("s"),
    element: orNull(element),
    array: orNull(array),
    multirange: orNull(multirange),
    shown,
  };
}

function operatorOf([name = "", left = "", right = "", result = "", strict]: readonly string[]): OperatorFacts {
  return { name, left, right, result, strict: strict === "!" };
}

function functionOf(fields: readonly string[]): FunctionFacts {
  const [name = "", kind = "", args = "", result = "", defaults, , variadic, names = "", columns = ""] = fields;
  return {
    name,
    kind: kind[0] ?? "f",
    returnsSet: kind[1] === "s",
    strict: kind.includes("!"),
    arguments: words(args),
    result,
    defaults: Number(defaults ?? 0),
    variadic: orNull(variadic),
    argumentNames: words(names),
    columns: columns
      .split(",")
      .filter((column) => column !== "")
      .map((column) => {
        const [own = "", type = ""] = column.split(" ");
        return { name: own, type };
      }),
  };
}

const words = (text: string): readonly string[] => (text === "" ? [] : text.split(" "));
