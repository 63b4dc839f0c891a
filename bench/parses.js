// How often PostgreSQL's parser is asked, with one rule and with all: the number must be the same. The argument: `1` or `all`.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../dist/cli/run.js";
import { findSourceFiles } from "../dist/cli/source-files.js";
import { schemaOf } from "../dist/lib/pipeline.js";
import { parseCount } from "../dist/lib/read/sql/parser/parse-cache.js";
import rowguard from "../dist/rules/index.js";
import { generateProject } from "./generate.js";

const folder = mkdtempSync(join(tmpdir(), "rowguard-bench-"));
generateProject(folder, 60);
const settings = { root: folder, schema: null, softDelete: [], clients: [], liveFilters: [] };
schemaOf(settings);
const before = parseCount();
const rules = process.argv[2] === "all" ? Object.keys(rowguard.rules) : Object.keys(rowguard.rules).slice(0, 1);
const { read } = await run(findSourceFiles([folder], folder).files, {
  base: folder,
  settings,
  rules,
  types: false,
  fix: false,
  progress: { show() {}, end() {} },
  note: (_, { readings }) => readings.length,
});
const texts = [...read.values()].reduce((sum, count) => sum + count, 0);
console.log(JSON.stringify({ parses: parseCount() - before, texts, rules: rules.length }));
rmSync(folder, { recursive: true });
