import {
  constant,
  native,
  stringOf,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import type { Reading } from "./library.ts";
import { notKnown, toPlain, Verbatim, type Plain } from "./plain.ts";

/** Something of what an operation is given is not known, without which its statement cannot be told. */
export class NotKnown extends Error {}

/** A method that changes the schema: the statements it sends. */
export type Operation = (values: readonly Plain[]) => readonly string[];

export function textOfPlain(value: Plain, what: string): string {
  if (typeof value === "string") return value;
  if (value instanceof Verbatim) return value.sql;
  throw new NotKnown(`${what} is not known`);
}

/** A flag; one that is not known is a reason not to tell the statement. */
export function flagOf(value: Plain, what: string): boolean {
  if (value === notKnown) throw new NotKnown(`${what} is not known`);
  return Boolean(value);
}

export const answer = () => unknown("what the database answers", true);

/**
 * An object whose methods change the schema. `others` gives those that do something else; null for a method that is not
 * known.
 */
export function operationsHost(
  reading: Reading,
  name: string,
  operations: Readonly<Record<string, Operation>>,
  others: (key: string, at: ProgramPoint) => ProgramValue | null,
): Host {
  return {
    kind: "host",
    name,
    get(key, at) {
      const operation = Object.hasOwn(operations, key) ? operations[key] : undefined;
      if (!operation) return others(key, at);
      return native(key, (values, place) => {
        try {
          for (const sql of operation(values.map(toPlain))) {
            if (/" unknown\b/.test(sql))
              reading.script.problem(
                `calls ${key}, and the type of a column is not known: it is read without one`,
                place,
              );
            reading.script.send(sql, place, reading.program);
          }
        } catch (error) {
          if (!(error instanceof NotKnown)) throw error;
          reading.script.problem(`calls ${key}, and ${error.message}`, place);
        }
        const callback = values.at(-1);
        if (callback?.kind === "closure") reading.program.call(callback, [constant(null), answer()], place);
        return answer();
      });
    },
  };
}

/** A method that sends the SQL it is given. */
export const sendsSql = (reading: Reading): Host =>
  native("query", (values, at) => {
    const [first] = values;
    if (first) {
      const text =
        first.kind === "struct"
          ? (first.properties.get("query") ?? first.properties.get("text") ?? first.properties.get("sql") ?? first)
          : first;
      reading.script.send(
        text.kind === "host" && stringOf(text) === null && text.print
          ? text.print() === null
            ? unknown("SQL that is built")
            : constant(text.print() ?? "")
          : text,
        at,
        reading.program,
      );
    }
    const callback = values.at(-1);
    if (callback?.kind === "closure" || (callback?.kind === "host" && values.length > 1))
      reading.program.call(callback, [constant(null), answer()], at);
    return answer();
  });

/** Something of a client that reads or changes rows: nothing of it matters. */
export function rowsHost(name: string): Host {
  const own: Host = { kind: "host", name, settle: answer, call: () => own, get: (key) => native(key, () => own) };
  return own;
}
