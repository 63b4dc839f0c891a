/** A migration in code that is to be written: what it does and undoes in SQL, statements without a semicolon. */
export interface NewMigration {
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** For a class, where migrations are classes: `IndexBooks1700000000000`. */
  readonly className: string;
  /** How its file exports things. */
  readonly module: "esm" | "commonjs";
  readonly isTyped: boolean;
}

/** How a library's migrations send SQL. */
interface Sending {
  /** What `up` and `down` are called with, and its type with the import that brings it. */
  readonly parameter: string;
  readonly type: { readonly name: string; readonly from: string } | null;
  /** A line for a statement, which it is given as a template literal. */
  readonly send: (literal: string) => string;
  /** Further imports: `{ sql }` from a package. */
  readonly imports?: readonly { readonly name: string; readonly from: string }[];
}

/** A migration whose file exports `up` and `down`. */
export function functionsText({ up, down, module, isTyped }: NewMigration, sending: Sending): string {
  const { parameter, type, send, imports = [] } = sending;
  const types = isTyped && type ? [type] : [];
  const head =
    module === "esm"
      ? [
          ...imports.map(({ name, from }) => `import { ${name} } from "${from}";`),
          ...types.map(({ name, from }) => `import type { ${name.replace(/<.*/, "")} } from "${from}";`),
        ]
      : imports.map(({ name, from }) => `const { ${name} } = require("${from}");`);
  const declared = `${parameter}${types[0] ? `: ${types[0].name}` : ""}`;
  const one = (name: string, statements: readonly string[]) => {
    const body = linesOf(statements, send, "  ");
    return module === "esm"
      ? `export async function ${name}(${declared})${isTyped ? ": Promise<void>" : ""} {\n${body}\n}`
      : `exports.${name} = async (${parameter}) => {\n${body}\n};`;
  };
  return `${[...(head.length > 0 ? [head.join("\n")] : []), one("up", up), one("down", down)].join("\n\n")}\n`;
}

/** How the classes of a library's migrations send SQL. */
interface ClassSending {
  readonly base: { readonly word: "extends" | "implements"; readonly name: string; readonly from: string };
  readonly parameter: { readonly name: string; readonly type: string } | null;
  readonly send: (literal: string) => string;
}

/** A migration that is a class with the methods `up` and `down`. */
export function classText({ up, down, className, module, isTyped }: NewMigration, sending: ClassSending): string {
  const { base, parameter, send } = sending;
  const isNeeded = base.word === "extends" || isTyped;
  const names = [base.name, ...(isTyped && parameter ? [parameter.type] : [])].join(", ");
  const head =
    module === "esm"
      ? `import ${base.word === "implements" ? "type " : ""}{ ${names} } from "${base.from}";`
      : `const { ${base.name} } = require("${base.from}");`;
  const declared = parameter ? `${parameter.name}${isTyped ? `: ${parameter.type}` : ""}` : "";
  const result = isTyped ? ": Promise<void>" : "";
  const one = (name: string, statements: readonly string[]) =>
    `  async ${name}(${declared})${result} {\n${linesOf(statements, send, "    ")}\n  }`;
  const opening = `class ${className}${isNeeded ? ` ${base.word} ${base.name}` : ""} {`;
  const body = `${one("up", up)}\n\n${one("down", down)}\n}`;
  const exported =
    module === "esm" ? `export ${opening}\n${body}` : `${opening}\n${body}\n\nmodule.exports = { ${className} };`;
  return `${isNeeded ? `${head}\n\n` : ""}${exported}\n`;
}

/** The lines that send statements, one after the other. */
export function linesOf(statements: readonly string[], send: (literal: string) => string, indent: string): string {
  return statements.map((sql) => `${indent}${send(literalOf(sql))}`).join("\n");
}

const literalOf = (sql: string): string => `\`${sql.replace(/[\\`]|\$(?=\{)/g, "\\$&")}\``;
