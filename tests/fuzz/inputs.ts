import type { Random } from "../lib/catalog/random.ts";
import { programs, statements } from "./seeds.ts";

/** A text, and the language that it is read as. */
export interface Input {
  readonly kind: string;
  readonly language: "ts" | "sql" | "migration";
  readonly text: string;
}

/** What nobody writes on purpose. */
const odd = [
  ...[
    "",
    "'",
    '"',
    "`",
    "\\",
    "\0",
    "\u2028",
    "\ud800",
    "𝒳",
    "\r\n",
    "--",
    "/*",
    "*/",
    "$1",
    "$$",
    ":a",
    "?",
    "@x",
    "%s",
  ],
  ...["${", "}", "(", ")", "[", "]", ";", ",", "=>", "...", "?.", "0x", "1e999", "E'\\'", "U&'\\", "$tag$", "\ufeff"],
];

/** An input that is the same for the same numbers. */
export function inputBy(random: Random): Input {
  const make = random.pick(kinds);
  return make(random);
}

const kinds: readonly ((random: Random) => Input)[] = [
  (random) => ofProgram("tokens", random, (text) => changed(tokensOf(text), random, "").join("")),
  (random) => ofProgram("lines", random, (text) => changed(text.split("\n"), random, "\n").join("\n")),
  (random) => ofProgram("strings", random, (text) => withOddStrings(text, random)),
  (random) => ofProgram("statements", random, (text) => withStatements(text, random)),
  (random) => ofProgram("cycles", random, (text) => leadingToThemselves(text, random)),
  (random) => ({ kind: "sql", language: "sql", text: scriptBy(random) }),
  (random) => ({
    kind: "migrations",
    language: "migration",
    text: changed(tokensOf(programs.at(-1) ?? ""), random, "").join(""),
  }),
];

function ofProgram(kind: string, random: Random, change: (text: string) => string): Input {
  return { kind, language: "ts", text: change(random.pick(programs)) };
}

const tokensOf = (text: string): readonly string[] => text.match(/\s+|[\w$]+|[^\w$\s]/g) ?? [];

/** Some parts left out, doubled, exchanged, or another part in their place. */
function changed(parts: readonly string[], random: Random, end: string): readonly string[] {
  const all = [...parts];
  for (let times = 1 + random.below(6); times > 0 && all.length > 1; times--) {
    const at = random.below(all.length);
    const from = random.below(all.length);
    const length = 1 + random.below(random.chance(20) ? 30 : 3);
    switch (random.below(5)) {
      case 0:
        all.splice(at, length);
        break;
      case 1:
        all.splice(at, 0, ...all.slice(from, from + length));
        break;
      case 2:
        all.splice(at, 1, all[from] ?? "");
        break;
      case 3:
        all.splice(at, 0, random.pick(odd) + end);
        break;
      default:
        all.splice(at, length, ...all.slice(from, from + length), ...all.slice(at, at + length));
    }
  }
  return all;
}

const withOddStrings = (text: string, random: Random): string =>
  text.replace(/"[^"\n]*"|(?<=`)[^`$]+/g, (whole) => {
    if (!random.chance(30)) return whole;
    const at = random.below(whole.length);
    return whole.slice(0, at) + random.pick(odd).repeat(1 + random.below(3)) + whole.slice(at);
  });

/** Statements, whole and in pieces, in the place of what the program says. */
const withStatements = (text: string, random: Random): string =>
  text.replace(/"[^"\n]*"|`[^`$]*`/g, (whole) =>
    random.chance(40)
      ? `\`${changed(tokensOf(random.pick(statements)), random, " ")
          .join("")
          .replaceAll("`", "")}\``
      : whole,
  );

/** Names exchanged for others of the program, so that what is declared leads to itself. */
function leadingToThemselves(text: string, random: Random): string {
  const names = [...text.matchAll(/\b(?:const|let|class|async function|function)\s+([A-Za-z]\w*)/g)].map(
    ([, name = ""]) => name,
  );
  if (names.length === 0) return text;
  const made = [...names, "this.table", "this.where(1)", "live", "text", "query"];
  const whole = tokensOf(text)
    .map((token) => (/^[a-z]\w*$/.test(token) && random.chance(8) ? random.pick(made) : token))
    .join("");
  const [one, other] = [random.pick(names), random.pick(names)];
  return random.chance(50)
    ? whole
    : `${whole}\nconst loop = ${one}(loop, ${other}); var ${one}2 = \`\${${one}2} \${${other}}\`;`;
}

function scriptBy(random: Random): string {
  const all = Array.from({ length: 1 + random.below(5) }, () => random.pick(statements));
  const tokens = tokensOf(all.join(";\n"));
  return random.chance(15) ? nested(random.pick(statements), random) : changed(tokens, random, " ").join("");
}

/** What stands in itself, deeper than anybody writes it. */
function nested(statement: string, random: Random): string {
  const depth = 1 + random.below(60);
  const [open, close] = random.pick([
    ["SELECT * FROM (", ") x"],
    ["SELECT (", ")"],
    ["WITH a AS (", ") SELECT * FROM a"],
    ["SELECT 1 FROM users WHERE id IN (", ")"],
    ["(", ") UNION ALL SELECT 1"],
  ] as const);
  return `${open.repeat(depth)}${statement}${close.repeat(depth)}`;
}
