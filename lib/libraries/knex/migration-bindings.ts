import {
  concatenation,
  elementsOf,
  textParts,
  unknown,
  type ProgramValue,
  type Unknown,
} from "../../source/evaluate/program-value.ts";
import { dotted, literalOf, namesOf } from "../../read/migrations/quoted.ts";

/** The text with its bindings in it: `?` a value, `??` an identifier, `:name` and `:name:` the same by name. */
export function bound(sql: ProgramValue, bindings: ProgramValue | undefined): ProgramValue {
  const parts = textParts(sql);
  const values =
    bindings?.kind === "struct" ? null : bindings === undefined ? [] : (elementsOf(bindings) ?? [bindings]);
  let next = 0;
  const identifier = (value: ProgramValue | undefined): string | Unknown => {
    if (value?.kind === "host") return value.print?.() ?? unknown("an identifier that is bound");
    return namesOf(value)?.map(dotted).join(", ") ?? unknown("an identifier that is bound");
  };
  const value = (given: ProgramValue | undefined): string => {
    if (given?.kind === "host") return given.print?.() ?? "NULL";
    const items = given?.kind === "list" ? given.items.map((item) => literalOf(item) ?? "''") : null;
    // What is bound is a value, whatever it is: of the structure it tells nothing.
    return items ? items.join(", ") : ((given && literalOf(given)) ?? "''");
  };
  return concatenation(
    parts.flatMap((part): (string | Unknown)[] => {
      if (typeof part !== "string") return [part];
      if (bindings === undefined) return [part.replaceAll("\\?", "?")];
      if (bindings.kind === "struct") {
        return part.split(/(?<![:\\]):(\w+:(?!:)|\w+)/).map((piece, index) => {
          if (index % 2 === 0) return piece;
          const found = bindings.properties.get(piece.replace(/:$/, ""));
          if (!found) return `:${piece}`;
          return piece.endsWith(":") ? identifier(found) : value(found);
        });
      }
      return part
        .split(/(\\\?|\?\??)/)
        .map((piece, index) =>
          index % 2 === 0
            ? piece
            : piece === "\\?"
              ? "?"
              : piece === "??"
                ? identifier(values?.[next++])
                : value(values?.[next++]),
        );
    }),
  );
}
