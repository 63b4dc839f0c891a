import type { Variable } from "@typescript-eslint/scope-manager";
import type { HoleValue } from "../model/sql-text.ts";
import { soleDefinition } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, type FunctionNode } from "./nodes.ts";

/** The JSDoc comment on a function of a JavaScript file; null where there is none. */
export function documentationOf(fn: FunctionNode, module: SourceModule): string | null {
  if (!/\.[cm]?jsx?$/.test(module.file)) return null;
  const comment = module.ast.comments?.findLast(({ range }) => range[1] <= fn.range[0]);
  if (comment?.type !== "Block" || !comment.value.startsWith("*")) return null;
  // Between the comment and the function stands its declaration at most.
  return /[;}]/.test(module.text.slice(comment.range[1], fn.range[0])) ? null : comment.value;
}

/** The type that a comment gives a parameter, or a property of one: `@param {integer} id`, `@param {number} [options.limit]`. */
export function documentedType(documentation: string, name: string): string | null {
  const escaped = name.replace(/[$.]/g, "\\$&");
  return new RegExp(`@param\\s+\\{([^}]+)\\}\\s+\\[?${escaped}(?![\\w$.])`).exec(documentation)?.[1]?.trim() ?? null;
}

/** What a parameter, or a property of one, can be by the comment on its function. Null where that says nothing of it. */
export function ofDocumented(variable: Variable, keys: readonly string[], module: SourceModule): HoleValue | null {
  const owner = soleDefinition(variable)?.node;
  if (!owner || !isFunction(owner)) return null;
  const documentation = documentationOf(owner, module);
  const type = documentation && documentedType(documentation, [variable.name, ...keys].join("."));
  return type ? ofWritten(type) : null;
}

/** `?number`, `number=`, `"asc"|"desc"`, `number[]`, `Array.<integer>` */
function ofWritten(type: string): HoleValue | null {
  const plain = type.replace(/^[?!]|=$/g, "").trim();
  const inner =
    /^\((.*)\)$/s.exec(plain)?.[1] ?? /^(.*)\[\]$/s.exec(plain)?.[1] ?? /^Array\.?<(.*)>$/s.exec(plain)?.[1];
  if (inner !== undefined) return ofWritten(inner);
  const kinds = plain.split("|").map((one) => ofName(one.trim()));
  const said = kinds.filter((kind) => kind !== "nothing");
  const [first] = said;
  if (!first || said.includes(null)) return null;
  return said.every((kind) => kind === first) ? first : "literals";
}

function ofName(name: string): HoleValue | "nothing" | null {
  if (/^(?:null|undefined)$/.test(name)) return "nothing";
  if (/^(?:number|integer|int|float|bigint)$/i.test(name)) return "number";
  if (/^bool(?:ean)?$/i.test(name)) return "boolean";
  if (/^(?:-?[\d.]+|'[^']*'|"[^"]*")$/.test(name)) return "literals";
  return name === "Date" ? "escaped" : null;
}
