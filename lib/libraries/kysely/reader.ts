import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { deleteOf, mergeOf, updateOf } from "./change.ts";
import { callsOf, given, handed, textOf, type Calls } from "./chain.ts";
import { clientAt, pluginAt, type Client } from "./client.ts";
import { written as expressionOf } from "./expression.ts";
import { insertOf } from "./insert.ts";
import { deepestLevel, levelIn, type Draft, type Level } from "./names.ts";
import { selectOf } from "./select.ts";
import { joined, parenthesised, together, type WrittenRelation } from "../../read/builder/written.ts";

/** Reads kysely's query builders: https://kysely-org.github.io/kysely-apidoc/ */
export const kysely: BuilderReader = {
  library: "kysely",
  placeholders: "numbered",
  typed: true,
  sendsAsGiven: true,
  read(chain, call, writer, names) {
    const { run } = writer;
    const calls = callsOf(chain, run);
    if (calls?.begins !== "client") return null;
    const terminal = calls.calls.find(({ name, arguments: args }) => args !== null && Object.hasOwn(terminals, name));
    const statement = terminal ? calls.calls.slice(0, calls.calls.indexOf(terminal)) : calls.calls;
    const first = statement.find(({ name }) => Object.hasOwn(statements, name));
    const isWhole = terminal !== undefined || call.consumed === "sent";
    if (!first || (!isWhole && !goesOn(call, chain, writer))) return null;
    const { root } = calls.chain;
    const { node, frame } = root.place;
    const relations: WrittenRelation[] = [];
    const client = withSteps(clientAt(node, frame.module), statement, run);
    const claims = new Map<string, Place>();
    const draft: Draft = {
      writer,
      run,
      names,
      client,
      relations,
      claims,
      query: (inner, outer) => query(draft, inner, outer),
    };
    // Whoever it is handed to may add to it, and so may a plugin.
    const others = [
      ...(isWhole ? [] : [{ ...first, name: "?", arguments: [], spread: true }]),
      ...(client.adds ? [{ ...first, name: "?", arguments: [], spread: true }] : []),
    ];
    const text = query(draft, { ...calls, calls: [...statement, ...others] }, levelIn(null));
    if (!text) return null;
    return { statements: [text], result: terminal ? resultOf(terminal, first, statement) : "other", relations, claims };
  },
};

/** What runs a builder, and how it gives its rows. */
const terminals: Readonly<Record<string, ResultShape>> = {
  execute: "rows",
  executeTakeFirst: "row-or-null",
  executeTakeFirstOrThrow: "row",
  stream: "unsettled",
  compile: "other",
  explain: "other",
};

const statements: Readonly<
  Record<string, (draft: Draft, level: Level, head: SqlText, calls: readonly [Step, ...Step[]]) => SqlText>
> = {
  selectFrom: selectOf,
  selectNoFrom: selectOf,
  insertInto: insertOf,
  replaceInto: insertOf,
  updateTable: updateOf,
  deleteFrom: deleteOf,
  mergeInto: mergeOf,
};

/** Without rows to give, what is given is a count. */
function resultOf(terminal: Step, { name }: Step, calls: readonly Step[]): ResultShape {
  const rows =
    name.startsWith("select") || calls.some((call) => call.name === "returning" || call.name === "returningAll");
  return rows ? (terminals[terminal.name] ?? "other") : "other";
}

/** A builder that is handed on before it runs, to what is not followed. */
function goesOn({ consumed, node }: BuilderCall, value: Built, { run }: Parameters<BuilderReader["read"]>[2]): boolean {
  if (consumed === "returned") return true;
  const { parent } = node;
  if (consumed !== "argument" || !(parent?.type === "CallExpression" || parent?.type === "NewExpression")) return false;
  // What follows it into a function of the project reads it there.
  const result = value.kind === "chain" ? run.follow({ node: parent, frame: value.place.frame }) : value;
  return callsOf(result, run) === null;
}

function withSteps(client: Client, calls: readonly Step[], run: Draft["run"]): Client {
  const adds = calls.some(({ name, arguments: args }) => {
    const [plugin] = name === "withPlugin" ? (args ?? []) : [];
    return plugin && isPlace(plugin) ? pluginAt(plugin.node, plugin.frame.module) === "unknown" : false;
  });
  const schema = calls.find(({ name }) => name === "withSchema")?.arguments?.[0];
  return { ...client, adds: client.adds || adds, schema: schema ? textOf(run, schema) : client.schema };
}

/** Writes a query with what stands before it: `with("recent", …).selectFrom("recent")`. */
function query(draft: Draft, { calls, begins }: Calls, outer: Level | null): SqlText | null {
  if (begins !== "client" && begins !== "expression builder") return null;
  const at = calls.findIndex(({ name, arguments: args }) => args !== null && Object.hasOwn(statements, name));
  const first = calls[at];
  const write = first && statements[first.name];
  if (!first || !write) return null;
  const level = levelIn(outer);
  if (level.depth > deepestLevel) return null;
  const before = calls.slice(0, at);
  const common = before.filter(({ name }) => name === "with" || name === "withRecursive");
  const recursive = common[0]?.name === "withRecursive";
  const head = common.map((call) => commonTable(draft, level, call, recursive));
  const words = draft.writer.sql(recursive ? "with recursive" : "with", common[0]?.at ?? first.at);
  return write(draft, level, head.length > 0 ? together(words, joined(head, ", ")) : [], [
    first,
    ...calls.slice(at + 1).filter(({ name }) => name !== "withPlugin" && name !== "withSchema"),
  ]);
}

/** `with("recent", (db) => …)`, `with((cte) => cte("recent").materialized(), …)`. */
function commonTable(draft: Draft, level: Level, call: Step, recursive: boolean): SqlText {
  const { run, writer } = draft;
  const [name, body] = call.arguments ?? [];
  if (!name || !body || call.spread) return writer.unknown(call.place);
  const { text, at, materialized } = commonName(draft, name);
  const [table = "", columns] = text?.split(/[()]/) ?? [];
  const own = table.trim();
  if (recursive) level.common.add(own);
  const calls = callsOf(given(run, body, handed("client", isPlace(body) ? body : body.place)), run);
  const inner = calls && (draft.query(calls, level) ?? expressionOf(draft, level, calls));
  level.common.add(own);
  return together(
    text === null ? writer.unknown(name) : writer.name(own, at),
    columns === undefined
      ? null
      : parenthesised(
          joined(
            columns.split(",").map((column) => writer.name(column.trim(), at)),
            ", ",
          ),
        ),
    writer.sql(materialized === null ? "as" : materialized ? "as materialized" : "as not materialized", call.at),
    parenthesised(inner ?? writer.unknown(body)),
  );
}

function commonName(
  { run }: Draft,
  what: Place | Built,
): { readonly text: string | null; readonly at: Place | Built; readonly materialized: boolean | null } {
  const text = textOf(run, what);
  if (text !== null) return { text, at: what, materialized: null };
  const calls = callsOf(given(run, what, handed("common table builder", isPlace(what) ? what : what.place)), run);
  const [named, ...rest] = calls?.begins === "common table builder" ? calls.calls : [];
  const last = rest.findLast(({ name }) => name === "materialized" || name === "notMaterialized");
  return {
    text: textOf(run, named?.arguments?.[0]),
    at: named?.arguments?.[0] ?? what,
    materialized: last ? last.name === "materialized" : null,
  };
}
