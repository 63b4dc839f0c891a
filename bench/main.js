// Prints what rowguard costs: `npm run bench`, or `npm run bench -- ../checkout/packages/core …` for projects of one's own as well. Figures are of a cold
// process each, the median of several, and without what is kept on the disk.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateProject } from "./generate.js";

process.env.ROWGUARD_CACHE ??= "off";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const measure = (name, ...args) =>
  JSON.parse(execFileSync(process.execPath, [here(name), ...args], { encoding: "utf8", maxBuffer: 1e8 }));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const repeat = (times, name, ...args) => Array.from({ length: times }, () => measure(name, ...args));
const ms = (value) => `${value.toFixed(1)} ms`;

const without = repeat(5, "./file-without-sql.js");
const share = median(without.map(({ rules, parse }) => (100 * rules) / parse));
console.log(`A file without SQL      ${share.toFixed(2)}% of its parse time, all rules on (budget 2%)`);

console.log(
  `Loading the plugin      ${ms(median(repeat(5, "./start.js").map(({ cpu }) => cpu)))} of CPU on top of ESLint`,
);

const generated = mkdtempSync(join(tmpdir(), "rowguard-bench-"));
generateProject(generated, 300);
for (const [name, folder] of [
  ["Generated, 300 files", generated],
  ...process.argv.slice(2).map((path) => [path, path]),
]) {
  const [alone, rowguard] = ["alone", "rowguard"].map((mode) => measure("./lint.js", mode, folder));
  const more = (100 * (rowguard.cpu - alone.cpu)) / alone.cpu;
  console.log(
    `${name.padEnd(23)} ${ms(alone.cpu)} of CPU for ESLint with the parser alone, +${more.toFixed(0)}% with all rules: ${rowguard.files} files, ${rowguard.findings} findings, ${rowguard.memory.toFixed(0)} MB (${alone.memory.toFixed(0)} alone)`,
  );
  const { statements, first, median: again, most } = measure("./nullability.js", folder);
  console.log(
    `                        ${first.toFixed(0)} µs a statement to tell which outputs may be NULL (median of ${statements}; again ${again.toFixed(0)} µs, 95% under ${most.toFixed(0)} µs; budget 100 µs)`,
  );
}
rmSync(generated, { recursive: true });

for (const [kind, name] of [
  ["sql", "1,000 SQL migrations   "],
  ["knex", "1,000 knex migrations  "],
]) {
  const schema = repeat(3, "./schema.js", "1000", kind);
  const of = (part) => ms(median(schema.map((run) => run[part])));
  console.log(
    `${name} ${of("cold")} cold, ${schema[0].tables} tables; ${of("warm")} to see that nothing changed; ${of("changed")} after one file changed`,
  );
}

const statements = repeat(3, "./statements.js");
const costOf = (kind, part) => `${(1000 * median(statements.map((run) => run[kind][part]))).toFixed(0)} µs`;
for (const [kind, what] of [
  ["written", "as people write them"],
  ["drawn", "of every construct"],
])
  console.log(
    `A statement, parsed     ${costOf(kind, "median")} for types, NULL and what PostgreSQL refuses, one in ten from ${costOf(kind, "tenth")} on: ${statements[0][kind].count} ${what} (budget 150 µs)`,
  );
console.log(`PostgreSQL's facts      ${ms(median(statements.map((run) => run.facts)))} to load (budget 15 ms)`);

if (share > 2) process.exitCode = 1;
