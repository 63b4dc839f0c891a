import { libraries } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import {
  concatenation,
  elementsOf,
  property,
  stringOf,
  textParts,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import type { MigrationLibrary, Reading } from "./library.ts";
import { answer } from "./operations.ts";
import { quoted } from "./quoted.ts";

/**
 * Migrations that the project runs by code of its own. What they are handed is not known: whatever they give a text to that defines something sends it.
 */
export const ownRunnerMigrations: MigrationLibrary = {
  values: (reading) =>
    ["the client", "the second argument", "the third argument"].map((name) => outside(reading, name)),
  base: (reading) => outside(reading, "this"),
  packages: (specifier, reading) => (isClientPackage(specifier) ? outside(reading, specifier) : null),
  unread: (values, at, reading) => void sentBy(reading, values, at),
  functions: { up: ["up", "run", "execute", "apply", "migrate"], down: ["down", "revert", "rollback", "undo"] },
};

/** Something that is handed in: a client, or what holds one. What it gives may be nothing. */
function outside(reading: Reading, name: string, key = ""): Host {
  const own: Host = {
    kind: "host",
    name,
    isUnsure: true,
    get: (member) => (member === "then" ? null : outside(reading, `${name}.${member}`, member)),
    construct: () => own,
    call: (values, at) => {
      if (sentBy(reading, values, at)) return answer();
      if (builds.test(key) && values.length > 0)
        reading.script.problem(`calls ${key} of ${name.slice(0, -key.length - 1)}, which is not read`, at);
      const given = outside(reading, `what ${name}() gives`);
      for (const value of values)
        if (value.kind === "closure") settleAll(reading, reading.program.call(value, [given, given], at), at);
      const text = values.length > 0 ? stringOf(values[0]) : null;
      // `sql("users")` quotes a name, `sql.unsafe("now()")` is that text.
      return text === null ? given : { ...given, print: () => (key === "" ? quoted(text) : text) };
    },
    tag: (texts, values) => written(reading, texts, values),
  };
  return own;
}

/** The text of a template, which is sent where it is awaited or handed to a client. */
function written(reading: Reading, texts: readonly string[], values: readonly ProgramValue[]): Host {
  const text = concatenation(
    texts.flatMap((piece, index) => {
      const value = values[index];
      return [piece, ...(value === undefined ? [] : value.kind === "host" ? textParts(value) : [bound])];
    }),
  );
  const own: Host = {
    kind: "host",
    name: "a template of SQL",
    isUnsure: true,
    text,
    get: () => ({ kind: "host", name: "a template of SQL", call: () => own }),
    settle: (at) => {
      sentBy(reading, [own], at);
      return answer();
    },
  };
  return own;
}

const bound = unknown("a value that is sent beside the text");

/** What a callback gives back is awaited by who called it. */
function settleAll(reading: Reading, value: ProgramValue, at: ProgramPoint): void {
  for (const one of elementsOf(value) ?? [value]) reading.program.settle(one, at);
}

/** Sends the text that a call is given if it defines something; whether there is one that is SQL. */
function sentBy(reading: Reading, [first]: readonly ProgramValue[], at: ProgramPoint): boolean {
  if (!first) return false;
  const given = property(first, "text", "sql", "query") ?? first;
  const text = given.kind === "host" ? given.text : given;
  if (!text || (text.kind !== "text" && stringOf(text) === null)) return false;
  const written = textParts(text)
    .map((part) => (typeof part === "string" ? part : "x"))
    .join("");
  if (!statement.test(written)) return false;
  // "Create table of users" is a title.
  if (definition.test(written) && (/[(;\n]/.test(written) || reading.readSql(written).statements.length > 0))
    reading.script.send(text, at, reading.program);
  return true;
}

const isClientPackage = oneOf(libraries.flatMap(({ packages }) => packages.flatMap(({ modules }) => modules)));

const opening = String.raw`^(?:\s|--[^\n]*(?:\n|$)|/\*[\s\S]*?\*/|;)*`;
const statement = new RegExp(
  `${opening}(?:create|alter|drop|comment|do|begin|set|select|insert|update|delete|with|truncate|grant|revoke|lock|call|merge|refresh|analyze)\\b`,
  "i",
);
const definition =
  /\b(?:create|alter|drop)\s+(?:or\s+replace\s+|unlogged\s+|temp(?:orary)?\s+|materialized\s+|recursive\s+|unique\s+|constraint\s+)*(?:table|type|view|index|schema|domain|sequence|extension|function|procedure|trigger|policy|aggregate|rule)\b|^\s*comment\s+on\b/i;
const builds =
  /^(?:create|alter|drop|rename|add|remove)(?:Table|Tables|View|Type|Column|Columns|Index|Enum|Constraint|ForeignKey|PrimaryKey)(?:IfExists|IfNotExists)?$/;
