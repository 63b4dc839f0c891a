import { noEdits, type Statement } from "../../../../lib/model/statement.ts";
import type { SqlPart, SqlText } from "../../../../lib/model/sql-text.ts";
import { assemble } from "../../../../lib/read/sql/template/assemble.ts";
import { deriveStatement } from "../../../../lib/read/sql/lower/derive.ts";
import type { Marks } from "../../../../lib/read/sql/lower/marks.ts";
import { isPresent, type Presence } from "../../../../lib/read/sql/template/presence.ts";
import { looselyCut } from "../../../../lib/read/sql/template/seams.ts";
import { partAt, templateOf } from "../../../../lib/read/sql/template/template.ts";
import { optionalKeysOf, variantsOf, wayOf, type Variant } from "../../../../lib/read/sql/template/variants.ts";
import { lowerText } from "./lowered.ts";

/**
 * A text with optional pieces, as `SELECT a«b: , b» FROM t`: what stands behind the colon is there where `b` holds, `«!b: …»` where it
 * does not, `«b+c: …»` where one of them does. Pieces may stand in pieces.
 */
export function optionalText(written: string): SqlText {
  let at = 0;
  const read = (): SqlText => {
    const parts: SqlPart[] = [];
    while (at < written.length && written[at] !== "»") {
      if (written[at] === "«") {
        const colon = written.indexOf(":", at);
        const keys = written.slice(at + 1, colon).split("+");
        at = colon + 1;
        const text = read();
        at++;
        const tests = keys.map((key) => ({
          kind: "is" as const,
          key: key.replace("!", ""),
          truth: !key.startsWith("!"),
        }));
        const [only] = tests;
        if (only)
          parts.push({
            kind: "optional",
            span: { start: colon, end: at },
            condition: tests.length === 1 ? only : { kind: "any", of: tests },
            text,
          });
        continue;
      }
      const start = at;
      while (at < written.length && written[at] !== "«" && written[at] !== "»") at++;
      const text = written.slice(start, at);
      parts.push({ kind: "text", text, place: { kind: "here", start, offsets: null, quoting: "template" } });
    }
    return parts;
  };
  return read();
}

/** What one way of a text is, taken from the model and read from its own text; null where it is no statement. */
export interface Way {
  readonly on: readonly string[];
  readonly text: string;
  readonly derived: object | null;
  readonly read: object | null;
}

/** Every way of the only statement of a text without holes, or the keys of the pieces that could not be placed. */
export function everyWay(written: string): { readonly loose: readonly string[] } | { readonly ways: readonly Way[] } {
  const [variant = []] = variantsOf(optionalText(written)).variants;
  const keys = [...optionalKeysOf(variant)];
  const template = templateOf(variant);
  const cut = [...looselyCut(template)];
  if (cut.length > 0) return { loose: namesOf(cut) };
  const [assembled, ...others] = assemble(template, "numbered");
  if (!assembled?.parsed.ok || others.length > 0) return { loose: keys };
  const { map } = assembled;
  const { statement, marks } = lowerText(assembled.text, {
    presenceAt: (offset) => partAt(template, map.templateOffset(offset))?.presence ?? null,
  });
  if (!marks || statement.kind === "opaque") return { loose: keys };
  if (marks.loose.size > 0) return { loose: namesOf([...marks.loose]) };
  const decisions = keys.reduce<string[][]>((sets, key) => [...sets, ...sets.map((set) => [...set, key])], [[]]);
  return { ways: decisions.map((on) => wayOn(on, variant, statement, marks)) };
}

function namesOf(presences: readonly Presence[]): string[] {
  return presences.map(({ condition }) =>
    JSON.stringify(condition, (key, value: unknown) => (key === "kind" ? undefined : value)),
  );
}

function wayOn(on: readonly string[], variant: Variant, statement: Statement, marks: Marks): Way {
  const decided = (key: string): boolean => on.includes(key);
  const derived = deriveStatement(statement, marks, (presence) => isPresent(presence, decided), noEdits);
  const { text } = templateOf(wayOf(variant, decided));
  return { on, text, derived: derived && shapeOf(derived), read: shapeRead(text) };
}

function shapeRead(text: string): object | null {
  try {
    const { statement } = lowerText(text);
    return statement.kind === "opaque" ? null : shapeOf(statement);
  } catch {
    return null;
  }
}

/** A statement without its places and marks. */
function shapeOf(statement: Statement): object {
  const left = new Set(["span", "nameSpan", "targetSpan", "edits", "onlyWhen"]);
  return JSON.parse(JSON.stringify(statement, (key, value: unknown) => (left.has(key) ? undefined : value))) as object;
}
