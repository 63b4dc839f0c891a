// What one rule costs on files in which it finds nothing, as a share of what parsing them takes: `node bench/rule-cost.js no-unparameterized-sql ../app/src`.
// Another rule asks first, and pays for what all rules share: finding the statements and reading them.
import { resolve } from "node:path";
import * as parser from "@typescript-eslint/parser";
import { ESLint } from "eslint";
import rowguard from "eslint-plugin-rowguard";

const [, , name, ...folders] = process.argv;
const first = "require-where";
const spent = { parse: 0, first: 0, own: 0 };
let found = false;

/** Adds the CPU time of a call to one of the counters. */
const timed =
  (counter, call) =>
  (...given) => {
    const before = process.cpuUsage();
    try {
      return call(...given);
    } finally {
      const { user, system } = process.cpuUsage(before);
      spent[counter] += user + system;
    }
  };

const measured = (rule, counter) => ({
  ...rule,
  create(context) {
    const handlers = timed(counter, () => rule.create(context))();
    return Object.fromEntries(Object.entries(handlers).map(([event, handler]) => [event, timed(counter, handler)]));
  },
});

const files = ["**/*.{ts,tsx,mts,cts,js,mjs,cjs,jsx}"];
for (const folder of folders) {
  const root = resolve(folder);
  const sum = { parse: 0, first: 0, own: 0, files: 0, left: 0 };
  const plugin = {
    rules: { first: measured(rowguard.rules[first], "first"), own: measured(rowguard.rules[name], "own") },
    processors: {
      one: {
        preprocess: (text) => [text],
        postprocess([messages]) {
          found = messages.some(({ ruleId }) => ruleId === "rowguard/own");
          sum[found ? "left" : "files"]++;
          for (const counter of ["parse", "first", "own"]) {
            if (!found) sum[counter] += spent[counter];
            spent[counter] = 0;
          }
          return messages;
        },
        supportsAutofix: false,
      },
    },
  };
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    errorOnUnmatchedPattern: false,
    allowInlineConfig: false,
    overrideConfig: [
      {
        files,
        languageOptions: {
          parser: { ...parser, parseForESLint: timed("parse", parser.parseForESLint) },
          parserOptions: { ecmaFeatures: { jsx: true } },
        },
        plugins: { rowguard: plugin },
        processor: "rowguard/one",
        rules: { "rowguard/first": "error", "rowguard/own": "error" },
        settings: { rowguard: { root } },
      },
    ],
  });
  await eslint.lintFiles(["."]);
  const share = (counter) => `${((100 * sum[counter]) / sum.parse).toFixed(1)}%`;
  console.log(
    `${folder}: ${sum.files} files without findings (${sum.left} with), parsed in ${(sum.parse / 1000).toFixed(0)} ms of CPU; ${name} took ${share("own")} of that, and what all rules share ${share("first")}`,
  );
}
