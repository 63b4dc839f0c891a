// One process: what it costs, in microseconds, to tell of the outputs of each statement of a project whether they may be NULL, once its names are bound. The argument: a folder.
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../", import.meta.url));
// Beside the packages that it imports.
const made = mkdtempSync(join(root, ".bench-"));
const parts = {
  "cli/run": "run",
  "cli/session": "openSession",
  "cli/statements-in": "statementsIn",
  "lib/analysis/nullability": "Nulls",
  "lib/analysis/scopes": "scopesOf",
};
await build({
  stdin: {
    contents: Object.entries(parts)
      .map(([file, name]) => `export { ${name} } from "./${file}.ts";`)
      .join(""),
    resolveDir: root,
  },
  outfile: join(made, "parts.js"),
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
});
const { run, openSession, statementsIn, Nulls, scopesOf } = await import(join(made, "parts.js"));
rmSync(made, { recursive: true });

const [, , folder] = process.argv;
const silent = { write: () => true };
const streams = { cwd: folder, stdout: silent, stderr: silent };
const session = openSession({ paths: [folder], schema: [], softDelete: [] }, streams);
const first = [];
const best = [];
await run(session.files, {
  base: session.base,
  settings: session.settings,
  rules: {},
  types: false,
  fix: false,
  progress: { show: () => {}, end: () => {} },
  note: (_, analysis) => {
    for (const statement of statementsIn(analysis).flatMap(({ variants }) => variants.flat())) {
      const top = scopesOf(statement, analysis.catalog).top;
      if (!top?.outputs.complete || top.outputs.columns.length === 0) continue;
      const took = [0, 1, 2].map(() => {
        const started = performance.now();
        const nulls = new Nulls(analysis.catalog);
        for (const output of top.outputs.columns) nulls.nullable(output);
        return 1000 * (performance.now() - started);
      });
      first.push(took[0]);
      best.push(Math.min(...took));
    }
  },
});
const at = (costs, share) => costs.toSorted((a, b) => a - b)[Math.floor(costs.length * share)] ?? 0;
console.log(
  JSON.stringify({ statements: first.length, first: at(first, 0.5), median: at(best, 0.5), most: at(best, 0.95) }),
);
