import { unwrap } from "../../source/nodes.ts";
import type { HelperUse as Offer } from "../../libraries/helpers.ts";
import type { TextValue } from "../text-value.ts";
import {
  asHole,
  asIdentifier,
  asPiece,
  asText,
  asValue,
  constantOf,
  constantsOf,
  keysOf,
  type HelperUse,
} from "./embed.ts";
import { joinOf } from "./join.ts";

/** What a library's helper may ask of its call, and make of it. */
export function offerOf(use: HelperUse): Offer<TextValue> {
  const { arguments: given } = use;
  const at = (index: number) => {
    const node = given[index];
    return node && unwrap(node);
  };
  return {
    name: use.name,
    count: given.length,
    constant: (index) => constantOf(given[index], use),
    constants: (index, to) => constantsOf(given.slice(index, to === "end" ? undefined : index + 1), use),
    keys: (index) => keysOf(given[index]),
    literals(index) {
      const list = at(index);
      return list?.type === "ArrayExpression"
        ? list.elements.map((element) => (element?.type === "Literal" ? String(element.value) : null))
        : null;
    },
    form: (index) => (at(index)?.type === "ArrayExpression" ? "array" : "other"),
    isList(index) {
      const node = at(index);
      return node !== undefined && use.follow(node, use.frame)?.kind === "list";
    },
    value: (sql) => asValue(use, sql),
    identifier: (names) => asIdentifier(use, names),
    escaped: (standIns) => asHole(use, { treatment: "escaped", value: "escaped", standIns }),
    piece: (standIns) => asPiece(use, standIns),
    text: (sql) => asText(use, sql),
    join(pieces, glue, around) {
      const separator = typeof glue === "number" ? (given[glue] ?? null) : null;
      return joinOf(use, given[pieces], separator, typeof glue === "string" ? glue : undefined, around);
    },
  };
}
