// What the checker costs for a statement that is parsed: types, NULL and what PostgreSQL refuses, of statements of every construct. And what loading the
// facts of PostgreSQL costs. The modules are put together for it, as the package has no door to them.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const outfile = fileURLToPath(new URL("../dist/bench-statements.js", import.meta.url));
await build({
  stdin: {
    resolveDir: root,
    contents: `
      export { applyDefinition } from "./lib/catalog/apply.ts";
      export { emptyCatalog } from "./lib/catalog/catalog.ts";
      export { outputColumns } from "./lib/analysis/outputs.ts";
      export { refusalsOf } from "./lib/analysis/refusals.ts";
      export { scopesOf } from "./lib/analysis/scopes.ts";
      export { factsOf } from "./lib/analysis/types/facts.ts";
      export { typesOf } from "./lib/analysis/types/types-of.ts";
      export { readScript } from "./lib/read/sql/read-script.ts";
      export { readStatement } from "./lib/read/sql/read-statement.ts";
      export { schemaFor } from "./tests/lib/analysis/types/schema-for.ts";
      export { drawnTypedStatement, typedSchema } from "./tests/lib/analysis/types/drawn-typed-statements.ts";`,
  },
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  logLevel: "warning",
});
const lib = await import("../dist/bench-statements.js");
rmSync(outfile);

/** CPU of this thread where Node tells it, of the process elsewhere, in milliseconds: a machine that has other things to do costs nothing. */
const cpu = () => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
};

const start = cpu();
lib.factsOf("postgresql");
const facts = cpu() - start;

const catalogOf = (schema) =>
  lib
    .readScript(schema)
    .statements.reduce(
      (before, { definition }) =>
        definition ? lib.applyDefinition(before, definition, { file: "schema.sql", line: 1 }) : before,
      { ...lib.emptyCatalog, sources: ["schema.sql"] },
    );

/** The same numbers each time (mulberry32). */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What each text costs, in milliseconds, the first of them aside, which the machine is made warm by. */
function costs(texts, catalog, warm) {
  const times = [];
  for (const text of texts) {
    const statement = lib.readStatement(text);
    if (!statement) continue;
    const from = cpu();
    lib.typesOf(statement, catalog);
    lib.outputColumns(statement, catalog);
    for (const level of lib.scopesOf(statement, catalog).levels) lib.refusalsOf(level, catalog);
    times.push(cpu() - from);
  }
  const late = times.slice(warm).toSorted((one, other) => one - other);
  return { count: late.length, median: late[Math.floor(late.length / 2)], tenth: late[Math.floor(late.length * 0.9)] };
}

const folder = new URL("../tests/fixtures/statements/", import.meta.url);
const people = readdirSync(folder)
  .flatMap((name) => readFileSync(new URL(name, folder), "utf8").split(/;\s*$/m))
  .map((text) => text.replace(/^\s*--.*$/gm, "").trim())
  .filter((text) => /^(?:select|with|insert|update|delete)\b/i.test(text));
const peoplesCatalog = catalogOf(lib.schemaFor(people.flatMap((text) => lib.readStatement(text) ?? [])));
const drawn = Array.from({ length: 2000 }, (_, seed) => lib.drawnTypedStatement(generator(seed + 1)));
console.log(
  JSON.stringify({
    facts,
    written: costs([...people, ...people, ...people], peoplesCatalog, people.length),
    drawn: costs(drawn, catalogOf(lib.typedSchema), 500),
  }),
);
