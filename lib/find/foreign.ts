import type { TSESTree } from "@typescript-eslint/utils";
import { alternatives } from "../libraries/names.ts";
import { isGlobalOfAnother, isPackageOfAnother } from "../libraries/other-databases.ts";
import type { SourceModule } from "../source/module.ts";
import { type FunctionNode, memberName } from "../source/nodes.ts";
import { traceValue, type Value } from "../source/trace.ts";
import { textOfParameter } from "./parameters.ts";
import { descendants } from "./walk.ts";

/** Modules of Node, under both of their names. */
const ofNode = (...names: readonly string[]): readonly string[] => names.flatMap((name) => [name, `node:${name}`]);

/**
 * Packages of which a call may give anything, also a client: `useContext(Db)`, `first(clients)`; and those whose names
 * begin so: `jest-mock`.
 */
const carriers = [
  "react",
  "vue",
  "svelte",
  "lodash",
  "ramda",
  "vitest",
  "jest",
  "@jest/",
  "sinon",
  "zod",
  "joi",
  "yup",
  "ai",
  "langchain",
  "@langchain/",
  ...ofNode("stream", "path", "child_process"),
];

/** Packages that show, format, parse, write or send a text, and do not run it. */
const users = [
  ...carriers,
  "graphql",
  "@apollo/",
  "@urql/",
  "gql",
  "styled-",
  "@emotion/",
  "lit",
  "winston",
  "pino",
  "bunyan",
  "loglevel",
  "debug",
  "log4js",
  "signale",
  "consola",
  "tslog",
  "npmlog",
  "i18next",
  "react-i18next",
  "next-intl",
  "mocha",
  "chai",
  "nock",
  "msw",
  "ava",
  "tap",
  "fs-extra",
  "graceful-fs",
  "memfs",
  "@playwright/",
  "cypress",
  "chalk",
  "picocolors",
  "kleur",
  "commander",
  "yargs",
  "inquirer",
  "axios",
  "got",
  "ky",
  "superagent",
  "request",
  "undici",
  "node-fetch",
  "cross-fetch",
  "openai",
  "@anthropic-ai/",
  "prismjs",
  "highlight",
  "shiki",
  "marked",
  "monaco-",
  "@monaco-",
  "@uiw/",
  "@codemirror/",
  "codemirror",
  "ace-",
  "react-ace",
  "sql-highlight",
  "cli-highlight",
  "sql-formatter",
  "prettier",
  "sql-bricks",
  "node-sql-parser",
  "pgsql-ast-parser",
  "pgsql-parser",
  "libpg-query",
  "pg-query-emscripten",
  "dt-sql-parser",
  "js-yaml",
  "yaml",
  ...ofNode("assert", "test", "fs", "crypto", "http", "https", "zlib", "readline"),
];

const otherUses = new RegExp(`^${alternatives(users)}(?:$|[/:-]|(?<=[-/:]))`);
const mayCarry = new RegExp(`^${alternatives(carriers)}(?:$|[/:-])`);

/** Globals that keep, send or show a text. */
const otherGlobals =
  /^(?:(?:console|process|JSON|Math|document|window|Object|String|RegExp|URL|Request|Response|Blob|TextEncoder|Buffer|fetch|localStorage|sessionStorage|monaco|hljs|Prism)\b|(?:Map|Set|WeakMap|WeakSet|URLSearchParams|Headers|FormData)\(\)\.\w+$)/;

/**
 * True for what is known to be another database's or no database at all: a value, or a function of the project that
 * hands its text on to such.
 */
export function isForeign(node: TSESTree.Node, module: SourceModule): boolean {
  const value = traceValue(node, module);
  return value !== null && isForeignValue(value);
}

function isForeignValue(value: Value): boolean {
  if (value.kind === "function") return isForeignWrapper(value.node, value.module);
  if (value.kind !== "package" || value.origin.library !== null) return false;
  const { package: name, path } = value.origin;
  if (name === "") return otherGlobals.test(path) || isGlobalOfAnother(/^\w*/.exec(path)?.[0] ?? "");
  return (
    isPackageOfAnother(name) ||
    (otherUses.test(name) && !(path.includes("(") && (mayCarry.test(name) || path.includes(":"))))
  );
}

const wrappers = new WeakMap<FunctionNode, boolean>();

/** `const run = (text) => mysqlPool.query(text)`: takes no text of PostgreSQL's, either. */
function isForeignWrapper(fn: FunctionNode, module: SourceModule): boolean {
  const known = wrappers.get(fn);
  if (known !== undefined) return known;
  wrappers.set(fn, false);
  for (const node of fn.params.length > 0 ? descendants(fn.body) : []) {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") continue;
    if (!node.arguments.some((argument) => textOfParameter(argument, fn, module) !== null)) continue;
    // Most wrappers log, check and format what they are given before they run it.
    const callee = traceValue(node.callee, module);
    const runsIt =
      callee?.kind === "function" || (callee?.kind === "package" && isPackageOfAnother(callee.origin.package));
    if (callee && runsIt && isForeignValue(callee)) {
      wrappers.set(fn, true);
      return true;
    }
  }
  return false;
}

/**
 * `db.prepare(text)`: the clients of SQLite and its like prepare a text by a call of its own; those of PostgreSQL name
 * it.
 */
export function isPreparedElsewhere(callee: TSESTree.Node): boolean {
  return callee.type === "MemberExpression" && memberName(callee) === "prepare";
}
