/**
 * `npm test`: builds the package, then runs the type checker, the linter and the tests beside one another, as each of them
 * leaves a core idle. In: arguments for vitest. The exit status is 1 where any of them fails.
 */
import { spawn } from "node:child_process";

const npm = (...args) => run("npm", ["run", "--silent", ...args], { shell: process.platform === "win32" });

/** Runs a program. Out: its exit status, and what it printed where that is kept. */
function run(program, args, { stdio = ["ignore", "pipe", "pipe"], shell = false } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, { stdio, shell });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => printed.push(data));
    child.on("error", (error) => done({ status: 1, printed: String(error) }));
    child.on("close", (status) => done({ status: status ?? 1, printed: Buffer.concat(printed).toString() }));
  });
}

// Types are checked below, with those of the tests.
const built = await npm("build", "--", "--noCheck");
if (built.status !== 0) {
  process.stdout.write(built.printed);
  process.exit(1);
}

const vitest = ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)];
const results = await Promise.all([
  npm("typecheck").then((result) => ["npm run typecheck", result]),
  npm("lint").then((result) => ["npm run lint", result]),
  run(process.execPath, vitest, { stdio: "inherit" }).then((result) => ["vitest", result]),
]);
for (const [name, { status, printed }] of results)
  process.stdout.write(status === 0 ? "" : `\n${name} failed.\n${printed}`);
process.exitCode = results.some(([, { status }]) => status !== 0) ? 1 : 0;
