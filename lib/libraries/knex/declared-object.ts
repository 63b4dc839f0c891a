import type { BuiltObject, Entry, Place } from "../../source/built/built.ts";
import { typeAt } from "../../source/value-declared.ts";
import type { Path } from "../../source/built/path.ts";
import { membersOf, typeBehind, type TypeTerm } from "../../source/written-types.ts";

/**
 * An object that is made while the program runs, with the properties that its declared type has. Those that the type does not ask for are all
 * there on one path, and none of them on another. Out: null where no type is declared, or where the object may have other properties.
 */
export function declaredObject(place: Place, run: Path): BuiltObject | null {
  const type = typeAt(place.node, place.frame.module);
  if (!type || type === "outside") return null;
  const behind = typeBehind(type);
  const { list, missing } = membersOf(behind);
  if (missing !== null || list.length === 0 || isIndexed(behind)) return null;
  // The call that it is given to is nobody's condition.
  const call = { node: place.node.parent ?? place.node, frame: place.frame };
  const isAll = !list.some(({ optional }) => optional) || run.decide(call, 2) === 0;
  const entries = list
    .filter(({ optional }) => isAll || !optional)
    .map(({ key }): [string, Entry] => [key, { name: key, key: place, value: { kind: "input", place } }]);
  return { kind: "object", entries: new Map(entries), open: false, place };
}

/** `{ name: string; [key: string]: unknown }` */
function isIndexed({ node }: TypeTerm): boolean {
  const members =
    node.type === "TSTypeLiteral" ? node.members : node.type === "TSInterfaceDeclaration" ? node.body.body : [];
  return members.some(({ type }) => type === "TSIndexSignature");
}
