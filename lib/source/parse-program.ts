import { createRequire } from "node:module";
import type { TSESTree } from "@typescript-eslint/utils";
import { linkParents } from "./nodes.ts";
import { positionAt } from "./lines.ts";

const require = createRequire(import.meta.url);

type Oxc = Pick<typeof import("oxc-parser"), "parseSync">;
type TypeScriptEstree = Pick<typeof import("@typescript-eslint/typescript-estree"), "parse">;

/** Parses a text as the source of a file, whose ending tells the language. Out: null where it does not parse. */
type Parse = (text: string, path: string) => TSESTree.Program | null;

let parse: Parse | undefined;

/**
 * The tree of a source file as typescript-eslint makes it, with `parent` and `comments`, without tokens and without
 * `loc`, which `lines.ts` has an answer for. In: the text, and a path whose ending tells the language. Out: null where
 * it does not parse.
 */
export const parseProgram: Parse = (text, path) => {
  parse ??= parserIn(() => require("oxc-parser") as Oxc);
  const program = parse(text, path);
  if (program) linkParents(program);
  return program;
};

/**
 * The parser for files that rowguard opens itself. In: what loads oxc-parser, which takes a fifth of the time. Its
 * binding may be missing, for a platform that it is not built for or an installation without optional packages: then
 * typescript-estree parses, which is there with typescript-eslint's parser.
 */
export function parserIn(loadOxc: () => Oxc): Parse {
  try {
    const { parseSync } = loadOxc();
    return (text, path) => parseByOxc(parseSync, text, path);
  } catch {
    const { parse } = createRequire(require.resolve("@typescript-eslint/parser"))(
      "@typescript-eslint/typescript-estree",
    ) as TypeScriptEstree;
    return (text, path) => parseByTypeScript(parse, text, path);
  }
}

/** In JavaScript, types are read where it does not parse without them. */
function languagesOf(path: string): readonly ("dts" | "ts" | "tsx" | "jsx")[] {
  if (/\.d\.[cm]?ts$/.test(path)) return ["dts"];
  if (/\.[cm]?js$|\.jsx$/.test(path)) return ["jsx", "tsx"];
  return [path.endsWith(".tsx") ? "tsx" : "ts"];
}

function parseByOxc(parseSync: Oxc["parseSync"], text: string, path: string): TSESTree.Program | null {
  // Sloppy-mode scripts (`with`, a `return` at the top) are no modules.
  for (const sourceType of ["module", "commonjs"] as const)
    for (const lang of languagesOf(path)) {
      const { program, errors, comments } = parseSync(path, text, {
        lang,
        sourceType,
        astType: "ts",
        range: true,
        preserveParens: false,
      });
      // What is wrong in a declaration file, which runs nothing, the compiler is often told to skip.
      if (errors.length > 0 && (lang !== "dts" || program.body.length === 0)) continue;
      const tree = program as unknown as TSESTree.Program;
      tree.sourceType = sourceType === "module" ? "module" : "script";
      let made: TSESTree.Comment[] | undefined;
      Object.defineProperty(tree, "comments", {
        get: () =>
          (made ??= comments.map(({ type, value, start, end }) => ({
            type: type as never,
            value,
            range: [start, end],
            loc: { start: positionAt(text, start), end: positionAt(text, end) },
          }))),
      });
      return tree;
    }
  return null;
}

function parseByTypeScript(parse: TypeScriptEstree["parse"], text: string, path: string): TSESTree.Program | null {
  const jsx = /\.[jt]sx$|\.[cm]?js$/.test(path);
  for (const sourceType of ["module", "script"] as const) {
    try {
      const program = parse(text, {
        filePath: path,
        range: true,
        loc: true,
        comment: true,
        sourceType,
        jsx,
        suppressDeprecatedPropertyWarnings: true,
        errorOnUnknownASTType: false,
      });
      program.sourceType = sourceType;
      return program;
    } catch {
      // As above.
    }
  }
  return null;
}
