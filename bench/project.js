// One cold process: `rowguard check` of a generated project. The argument: how many files.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateProject } from "./generate.js";

const folder = mkdtempSync(join(tmpdir(), "rowguard-bench-"));
generateProject(folder, Number(process.argv[2]));
const started = performance.now();
const [{ run }, { findSourceFiles }, { default: rowguard }] = await Promise.all([
  import("../dist/cli/run.js"),
  import("../dist/cli/source-files.js"),
  import("../dist/rules/index.js"),
]);
const settings = { root: folder, schema: null, softDelete: [], clients: [], liveFilters: [] };
const { read } = await run(findSourceFiles([folder], folder).files, {
  base: folder,
  settings,
  rules: Object.keys(rowguard.rules),
  types: false,
  fix: false,
  progress: { show() {}, end() {} },
  note: (_, { readings }) => readings.length,
});
const check = performance.now() - started;
const statements = [...read.values()].reduce((sum, count) => sum + count, 0);
console.log(JSON.stringify({ check, statements, withSql: read.size }));
rmSync(folder, { recursive: true });
