// One cold process: the schema of a folder of migrations. The argument: how many.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeMigrations } from "./generate.js";

const folder = mkdtempSync(join(tmpdir(), "rowguard-bench-"));
writeMigrations(join(folder, "db/migrations"), Number(process.argv[2]));
const { schemaOf } = await import("../dist/lib/pipeline.js");
const settings = { root: folder, schema: null, softDelete: [], clients: [], liveFilters: [] };
const started = performance.now();
const { catalog } = schemaOf(settings);
const loaded = performance.now();
schemaOf({ ...settings });
console.log(JSON.stringify({ load: loaded - started, again: performance.now() - loaded, tables: catalog.relations.size }));
rmSync(folder, { recursive: true });
