import type { BuiltObject, Entry, Place } from "../../source/built/built.ts";
import { typeAt } from "../../source/value-declared.ts";
import { membersOf, typeBehind, type TypeTerm } from "../../source/written-types.ts";

/**
 * An object that is made while the program runs, with the properties that its declared type has. Out: null where none
 * is declared, or where it may have others.
 */
export function declaredObject(place: Place): BuiltObject | null {
  const type = typeAt(place.node, place.frame.module);
  if (!type || type === "outside") return null;
  const behind = typeBehind(type);
  const { list, missing } = membersOf(behind);
  if (missing !== null || list.length === 0 || isIndexed(behind)) return null;
  const entries = list.map(({ key }): [string, Entry] => [
    key,
    { name: key, key: place, value: { kind: "input", place } },
  ]);
  return { kind: "object", entries: new Map(entries), open: false, place };
}

/** `{ name: string; [key: string]: unknown }` */
function isIndexed({ node }: TypeTerm): boolean {
  const members =
    node.type === "TSTypeLiteral" ? node.members : node.type === "TSInterfaceDeclaration" ? node.body.body : [];
  return members.some(({ type }) => type === "TSIndexSignature");
}
