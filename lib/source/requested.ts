import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { unwrap, type FunctionNode } from "./nodes.ts";
import { isRequest } from "./request.ts";

type Node = TSESTree.Node;

/** `req.query` of `req.query.name`, of what was destructured from it, and of what was made a constant of. */
export function requestIn(node: Node, module: SourceModule, depth = 0): string {
  const inner = unwrap(node);
  const text = (part: Node): string => module.text.slice(part.range[0], part.range[1]);
  if (depth > 6) return text(inner);
  switch (inner.type) {
    case "MemberExpression": {
      const { object } = inner;
      return isRequest(object, module) ? requestIn(object, module, depth + 1) : text(inner);
    }
    case "CallExpression":
      return shortened(text(inner));
    case "LogicalExpression":
      return requestIn(isRequest(inner.left, module) ? inner.left : inner.right, module, depth + 1);
    case "Identifier": {
      const meaning = meaningOf(inner, module);
      if (meaning?.kind === "value" && meaning.module === module) return requestIn(meaning.node, module, depth + 1);
      if (meaning?.kind === "property" && meaning.module === module) {
        const from = unwrap(meaning.from);
        return isRequest(from, module) ? requestIn(from, module, depth + 1) : `${text(from)}.${meaning.key}`;
      }
      return meaning?.kind === "parameter" ? decoratorOf(meaning.owner, inner, module) : text(inner);
    }
    default:
      return shortened(text(inner));
  }
}

/** `@Query("name")` of the parameter that a name is. */
function decoratorOf(owner: FunctionNode, name: TSESTree.Identifier, module: SourceModule): string {
  const parameter = owner.params.find((one) => module.text.slice(...one.range).includes(name.name));
  const [first] = parameter && "decorators" in parameter ? parameter.decorators : [];
  return first ? shortened(module.text.slice(...first.range)) : name.name;
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};
