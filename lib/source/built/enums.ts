import type { BuiltObject, Entry } from "./built.ts";
import type { Evaluator } from "./evaluator.ts";

/** `Table[1]`, the name of the member of an enum that has a number; undefined for all others. */
export function numberedMember(evaluator: Evaluator, { entries, place }: BuiltObject, name: string): Entry | undefined {
  if (place.node.type !== "TSEnumDeclaration" || !/^\d+$/.test(name)) return undefined;
  // The last member with a number is the one.
  const found = [...entries.values()].reverse().find((entry) => {
    const value = evaluator.value(entry.value);
    return value.kind === "constant" && value.value === Number(name);
  });
  return found && { ...found, name, value: { kind: "constant", value: found.name, place: found.key } };
}
