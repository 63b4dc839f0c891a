import { libraries } from "../libraries/index.ts";
import { alternatives } from "../libraries/names.ts";
import { tagNames } from "./tag-names.ts";

/** Packages whose import alone is reason enough to read a file whole, with all that is below them. */
const imported = libraries.flatMap(({ packages, imports }) => [
  ...packages.flatMap(({ modules }) => modules.map(packageOf)),
  ...(imports ?? []),
]);
const clients = new RegExp(`["'\`]${alternatives(imported)}(?:/[^"'\`\\n]*)?["'\`]`);

// A statement stands at the beginning of a string, of a line, or behind a bracket: `import { Select } from` is none.
// What begins behind two strokes is a comment of the program's.
const opening = "(?:^|[\"'`(){};]|\\*/)(?:\\s|\\\\[nrt])*";
const pairs = [
  "select\\s(?!\\s*[}=:,])[\\s\\S]{1,5000}?\\bfrom\\b",
  "select\\s+(?:\\d|['\"$*]|[\\w.]+\\s*\\()",
  "insert\\s+into\\b",
  // What is set has a name: `.set(…)` and `set = …` are none.
  "update\\s[\\s\\S]{1,400}?(?:(?<![.\\w$-])|(?<=\\\\[nrt]))set(?:(?:\\s|\\\\[nrt])*[\"'`$({[\\\\]|(?:\\s|\\\\[nrt])+\\w|\\s*$)",
  "delete\\s+from\\b",
  // A class of style sheets is called so, too.
  "truncate\\s+(?!(?:[\\w/:.[\\]]+[ -])*[\\w/:.[\\]]*-)",
  "merge\\s+into\\b",
  "with\\s[\\s\\S]{1,200}?\\bas\\s*(?:not\\s+)?(?:materialized\\s*)?\\(",
  "(?:create|alter|drop)\\s+(?:or\\s+replace\\s+|unique\\s+|materialized\\s+|temp(?:orary)?\\s+|unlogged\\s+)?(?:table|index|view|schema|function|procedure|trigger|type|domain|sequence|extension|policy|publication|role|database)\\s",
];
const statement = new RegExp(`${opening}(?:${pairs.join("|")})`, "im");
const tag = new RegExp(`(?<![\\w$])${alternatives(tagNames)}\\b[^;\\n]{0,200}\``);
const typeArguments = "(?:<[^()]{0,200}>)?";
/** Members by whose names clients take a text: client and text may both stand in other files. */
const texts = libraries.flatMap(({ sql }) => sql?.glance?.texts ?? []);
// Names with a dollar are nobody else's.
const ownTexts = alternatives(texts.filter((name) => name.startsWith("$")));
const method = new RegExp(`${ownTexts}\\b|\\.${alternatives(texts)}\\s*${typeArguments}\\s*\\(`);
/**
 * Members of query builders and models, whose client may stand in another file. Names that lists and maps have too
 * count with what a builder alone is given.
 */
const words = libraries.flatMap(({ builder }) => builder?.words ?? []);
const telling = words.flatMap((one) => one.telling).filter((name) => name !== "from");
/** What maps, sets and the like have too: a key in quotes says nothing there, and neither does a constant. */
const ofMaps = new Set([Map, Set, URLSearchParams].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype)));
const shared = words.flatMap((one) => one.shared ?? []);
const builder = new RegExp(
  [
    `\\.${alternatives(telling)}\\s*${typeArguments}\\s*\\(`,
    // Lists, sets and buffers are made `from` others.
    `(?<!\\b(?:Array|Buffer|Object|Readable|Set|Map|\\w+Array))\\.from\\s*${typeArguments}\\s*\\(`,
    `\\.${alternatives(shared.filter((name) => !ofMaps.has(name)))}${typeArguments}\\s*\\(\\s*(?:[{\\)]|['"\`]|[A-Z]\\w*\\s*[,)])`,
    `\\.${alternatives(shared.filter((name) => ofMaps.has(name)))}${typeArguments}\\s*\\(\\s*(?:[{\\)]|[A-Z]\\w*[a-z]\\w*\\s*[,)])`,
    `\\.${alternatives(words.flatMap(({ assigning }) => assigning ?? []))}\\s*\\(\\s*[{[]`,
  ].join("|"),
);

/**
 * A cheap look at a source text. Out: false only when it cannot hold a statement: no client or builder is imported, no
 * tag of SQL, no call of a method that takes a text or belongs to a builder, and no pair of words that a statement
 * cannot do without.
 */
export const mayHoldSql = forLatest(
  (text) => tag.test(text) || clients.test(text) || method.test(text) || builder.test(text) || statement.test(text),
);

/** The same of a text that declares tables: it is a migration, or has models. */
export const mayDefineTables = forLatest((text) =>
  libraries.some(
    ({ migrations, models }) =>
      (migrations?.marks.some((mark) => mark.test(text)) ?? false) ||
      (models?.marks.every((mark) => mark.test(text)) ?? false),
  ),
);

/** Every rule asks about a file before any asks about the next one. */
function forLatest(look: (text: string) => boolean): (text: string) => boolean {
  let latest = { text: "", answer: look("") };
  return (text) => {
    if (latest.text !== text) latest = { text, answer: look(text) };
    return latest.answer;
  };
}

/** Whether a text has the pair of words that a statement which reads or writes rows cannot do without. */
export function hasStatementWords(text: string): boolean {
  return statement.test(text);
}

function packageOf(module: string): string {
  return module.split("/", module.startsWith("@") ? 2 : 1).join("/");
}
