// Prints what rowguard costs: `npm run bench`. Figures are of a cold process each, the median of several.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const measure = (name, ...args) =>
  JSON.parse(execFileSync(process.execPath, [here(name), ...args], { encoding: "utf8", maxBuffer: 1e8 }));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const repeat = (times, name, ...args) => Array.from({ length: times }, () => measure(name, ...args));
const ms = (value) => `${value.toFixed(1)} ms`;

const without = repeat(5, "./file-without-sql.js");
const share = median(without.map(({ rules, parse }) => (100 * rules) / parse));
console.log(`A file without SQL      ${share.toFixed(2)}% of its parse time, all rules on (budget 2%)`);

const [one, all] = [measure("./parses.js", "1"), measure("./parses.js", "all")];
console.log(
  `Parsing of SQL          ${one.parses} parses of ${one.texts} different texts with 1 rule, ${all.parses} with ${all.rules} rules`,
);

const project = repeat(3, "./project.js", "500");
const first = project[0];
console.log(
  `A project of 500 files  ${ms(median(project.map(({ check }) => check)))} cold, ${first.statements} statements in the ${first.withSql} files with SQL`,
);

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

if (share > 2 || one.parses !== all.parses) process.exitCode = 1;
