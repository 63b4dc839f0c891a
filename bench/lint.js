// One cold process: ESLint over a folder with a parser and one rule that does nothing, or with rowguard's as well. The arguments: `alone` or `rowguard`, the folder.
import { resolve } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";

const [, , mode, given] = process.argv;
const root = resolve(given);
const idle = { rules: { idle: { create: () => ({ "Program:exit"() {} }) } } };
const languageOptions = { parser, parserOptions: { ecmaFeatures: { jsx: true } } };
const files = ["**/*.{ts,tsx,mts,cts,js,mjs,cjs,jsx}"];
const config = [{ files, languageOptions, plugins: { idle }, rules: { "idle/idle": "error" } }];
if (mode === "rowguard") {
  const { default: rowguard } = await import("eslint-plugin-rowguard");
  config.push({
    files,
    plugins: { rowguard },
    rules: Object.fromEntries(Object.keys(rowguard.rules).map((name) => [`rowguard/${name}`, "error"])),
    settings: { rowguard: { root } },
  });
}
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: config,
  errorOnUnmatchedPattern: false,
  allowInlineConfig: false,
});
const results = await eslint.lintFiles(["."]);
const findings = results.flatMap(({ messages }) => messages).filter(({ ruleId }) => ruleId).length;
const { userCPUTime, maxRSS } = process.resourceUsage();
console.log(JSON.stringify({ cpu: userCPUTime / 1000, memory: maxRSS / 1024, files: results.length, findings }));
