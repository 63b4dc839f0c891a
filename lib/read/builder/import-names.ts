import type { TSESTree } from "@typescript-eslint/utils";
import type { Edit } from "../../model/span.ts";
import { variableNamed } from "../../source/bindings.ts";
import type { SourceModule } from "../../source/module.ts";
import { nameOfKey } from "../../source/nodes.ts";

/** Names of a package at a node: what to write for each, and what to add to the file's imports for it. */
export interface Names {
  readonly names: ReadonlyMap<string, string>;
  readonly edits: readonly Edit[];
}

/** Null where a name is taken by something else, or where the file imports in a way of its own. */
export function importedNames(
  packageName: string,
  wanted: readonly string[],
  at: TSESTree.Node,
  module: SourceModule,
): Names | null {
  const names = new Map<string, string>();
  const missing: string[] = [];
  const imports = module.ast.body.filter(
    (node): node is TSESTree.ImportDeclaration => node.type === "ImportDeclaration",
  );
  const fromPackage = imports.filter(({ source, importKind }) => source.value === packageName && importKind !== "type");
  for (const name of wanted) {
    const specifier = imports
      .flatMap((one) => (offers(one, packageName, module) ? one.specifiers : []))
      .find((one) => one.type === "ImportSpecifier" && one.importKind !== "type" && nameOfKey(one.imported) === name);
    const local = specifier?.local.name ?? name;
    const variable = variableNamed(module, local, at);
    if (specifier) {
      if (!variable?.identifiers.includes(specifier.local)) return null;
    } else {
      if (variable) return null;
      missing.push(name);
    }
    names.set(name, local);
  }
  if (missing.length === 0) return { names, edits: [] };
  const named = fromPackage.find(({ specifiers }) => specifiers.some(({ type }) => type === "ImportSpecifier"));
  const last = named?.specifiers.at(-1);
  if (named && last) {
    const isBroken = module.text.slice(named.range[0], named.range[1]).includes("\n");
    const between = isBroken
      ? `,${/\n[ \t]*/.exec(module.text.slice(named.range[0], last.range[0]))?.[0] ?? " "}`
      : ", ";
    return {
      names,
      edits: [
        {
          span: { start: last.range[1], end: last.range[1] },
          text: missing.map((name) => `${between}${name}`).join(""),
        },
      ],
    };
  }
  const [first] = imports;
  if (!first) return null;
  const quote = module.text[first.source.range[0]] ?? '"';
  const end = module.text[first.range[1] - 1] === ";" ? ";" : "";
  const newline = module.text.includes("\r\n") ? "\r\n" : "\n";
  return {
    names,
    edits: [
      {
        span: { start: first.range[0], end: first.range[0] },
        text: `import { ${missing.join(", ")} } from ${quote}${packageName}${quote}${end}${newline}`,
      },
    ],
  };
}

/** True of the package, and of the project's own modules that may hand its functions on. */
function offers(
  { source, importKind }: TSESTree.ImportDeclaration,
  packageName: string,
  module: SourceModule,
): boolean {
  return importKind !== "type" && (source.value === packageName || module.textOf(source.value) !== null);
}
