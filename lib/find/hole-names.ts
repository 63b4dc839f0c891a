import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "../source/meaning.ts";
import type { SourceModule } from "../source/module.ts";
import { memberName, unwrap } from "../source/nodes.ts";
import { originOf } from "../source/origin.ts";

/** What the names in an expression say of a value that is not known otherwise. */
export interface Named {
  /** The variables, properties and functions whose value it is: `port.id` is an id, `boat.name.trim()` a name. */
  readonly names: readonly string[];
  /** A function makes it of what it is given: a placeholder or a quoted value as likely as a plain one. */
  readonly made: boolean;
}

/** Names an expression by what its value is read from. Every branch of a choice, and every piece of a text, counts. */
export function namedIn(node: TSESTree.Node, module: SourceModule): Named {
  const names: string[] = [];
  let made = false;
  const visit = (outer: TSESTree.Node): void => {
    const inner = unwrap(outer);
    switch (inner.type) {
      case "Identifier":
        names.push(inner.name);
        break;
      case "MemberExpression": {
        // `ids[0]`, `ids[i]`: an element is named by its list.
        const name = inner.computed ? null : memberName(inner);
        if (name === null) visit(inner.object);
        else names.push(name);
        break;
      }
      case "CallExpression": {
        visit(inner.callee);
        const isPlain = plainCalls.has(names.at(-1) ?? "") || isOfOtherPackage(inner.callee, module);
        if (inner.arguments.length > 0 && !isPlain) made = true;
        if (inner.callee.type === "MemberExpression" && isPlain) visit(inner.callee.object);
        if (inner.callee.type === "Identifier" && isPlain) inner.arguments.slice(0, 1).forEach(visit);
        break;
      }
      case "ConditionalExpression":
        visit(inner.consequent);
        visit(inner.alternate);
        break;
      case "LogicalExpression":
      case "BinaryExpression":
        visit(inner.left);
        visit(inner.right);
        break;
      case "TemplateLiteral":
        inner.expressions.forEach(visit);
        break;
      default:
        break;
    }
  };
  visit(node);
  return { names, made };
}

/** Packages that are about something else (HTML, dates, slugs) give no SQL: `xss(name)`. */
function isOfOtherPackage(callee: TSESTree.Node, module: SourceModule): boolean {
  const root = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
  const meaning = root.type === "Identifier" ? meaningOf(root, module) : null;
  return (
    meaning?.kind === "package" &&
    !/^\.|sql|pg|query|db|database|postgres/i.test(meaning.specifier) &&
    !originOf(callee, module)?.library
  );
}

/** Functions and methods of the language that give a text of the text, or of the value, that they are given. */
const plainCalls: ReadonlySet<string> = new Set([
  ...["String", "stringify", "encodeURIComponent", "encodeURI", "decodeURIComponent", "toString", "valueOf"],
  ...["trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "normalize", "padStart", "padEnd", "repeat"],
  ...["slice", "substring", "substr", "at", "split", "replace", "replaceAll", "concat", "toLocaleString"],
]);
