import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "@typescript-eslint/parser";
import type { TSESTree } from "@typescript-eslint/utils";
import { expect, it } from "vitest";
import { libraries } from "../../../lib/libraries/index.ts";
import { childrenOf } from "../../../lib/source/nodes.ts";

const lib = fileURLToPath(new URL("../../../lib", import.meta.url));

/** Files that may name a library all the same, and why. */
const exceptions: Readonly<Record<string, string>> = {};

/** Names that are words as well count only where they are the whole literal. */
const words = new Set(["pg", "bun", "postgres", "objection"]);
const names = new Set(
  libraries.flatMap(({ name, title, packages, generated, global, models }) => [
    name,
    title ?? name,
    ...packages.flatMap(({ modules }) => modules),
    ...(generated ?? []),
    ...(global === undefined ? [] : [global]),
    ...(models ? [models.kind] : []),
  ]),
);
const within = new RegExp(
  [...names]
    .filter((name) => !words.has(name.toLowerCase()) && /^[\w.-]+$/.test(name))
    .map((name) => `(?<![A-Za-z])${name.replaceAll(".", String.raw`\.`)}(?![a-z])`)
    .join("|"),
  "i",
);

it("no stage and no analysis names a library", () => {
  const found = readdirSync(lib, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.startsWith("libraries/") && !Object.hasOwn(exceptions, file))
    .flatMap((file) => namedBy(readFileSync(`${lib}/${file}`, "utf8")).map((found) => `${file}:${found}`));
  expect(found).toEqual([]);
});

it("finds a name in a literal, a template and an expression, not in a comment or an import", () => {
  const text =
    'import { readers } from "./knex/readers.ts"; // of knex\nlibrary === "pg"; /^(?:Knex|x)$/; `${a} prisma`;';
  expect(namedBy(text)).toEqual(["2 pg", "2 ^(?:Knex|x)$", "2  prisma"]);
});

function namedBy(text: string): string[] {
  // Most files name none, also not in a comment behind code: they need not be parsed.
  const code = text.replace(/^\s*(?:\*|\/\/|\/\*|import |\} from ).*$/gm, "");
  if (
    !within.test(code) &&
    ![...code.matchAll(/["'`]([^"'`\n]*)["'`]/g)].some(([, literal]) => names.has(literal ?? ""))
  )
    return [];
  return namedIn(parse(text, { range: true, loc: true })).map(({ text: found, line }) => `${line} ${found}`);
}

/** Literals, templates and expressions that hold the name of a library; what is imported from its folder is none. */
function namedIn(node: TSESTree.Node): { readonly text: string; readonly line: number }[] {
  if (node.type === "ImportDeclaration" || node.type === "ExportAllDeclaration") return [];
  const text = writtenText(node);
  const own = text !== null && (names.has(text) || within.test(text)) ? [{ text, line: node.loc.start.line }] : [];
  return [...own, ...childrenOf(node).flatMap(namedIn)];
}

function writtenText(node: TSESTree.Node): string | null {
  if (node.type === "TemplateElement") return node.value.cooked;
  if (node.type !== "Literal") return null;
  return "regex" in node ? node.regex.pattern : typeof node.value === "string" ? node.value : null;
}
