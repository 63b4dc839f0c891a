// One cold process: the schema of a folder of migrations, first read, asked for again, and after one file changed. The arguments: how many, and `sql` or `knex`.
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeKnexMigrations, writeMigrations } from "./generate.js";

const [, , count, kind] = process.argv;
const folder = mkdtempSync(join(tmpdir(), "rowguard-bench-"));
const migrations = join(folder, "migrations");
(kind === "knex" ? writeKnexMigrations : writeMigrations)(migrations, Number(count));
writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { pg: "8", knex: "3" } }));
const { schemaOf } = await import("../dist/lib/pipeline.js");
const settings = { root: folder, schema: null, softDelete: [], clients: [], liveFilters: [] };
const timed = (read) => {
  const started = performance.now();
  const { digest, catalog } = read();
  return { took: performance.now() - started, digest, tables: catalog.relations.size };
};
const cold = timed(() => schemaOf(settings));
const warm = timed(() => schemaOf({ ...settings }));
const last = join(migrations, readdirSync(migrations).at(-1));
appendFileSync(last, kind === "knex" ? "// changed\n" : "-- changed\n");
// What was looked at a moment ago is not looked at again.
await setTimeout(100);
const changed = timed(() => schemaOf({ ...settings }));
if (changed.digest === cold.digest || warm.digest !== cold.digest) throw new Error("a changed migration was not seen");
console.log(JSON.stringify({ cold: cold.took, warm: warm.took, changed: changed.took, tables: cold.tables }));
rmSync(folder, { recursive: true });
