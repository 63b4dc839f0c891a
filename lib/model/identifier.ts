import { keywordKind } from "./keywords.ts";

/** A name as SQL has to write it: quoted where it would be folded or read as a key word. */
export function identifier(name: string): string {
  const kind = keywordKind(name);
  const isPlain = /^[a-z_][a-z0-9_$]*$/.test(name) && kind !== "reserved" && kind !== "type";
  return isPlain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A table with its schema, where that is not the usual one. */
export function tableIdentifier({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === "public" ? identifier(name) : `${identifier(schema)}.${identifier(name)}`;
}
