import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { folderWith } from "../project-folder.ts";
import type { Ran } from "./command.ts";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** The environment of a process that writes without colours, whatever runs the tests. */
const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
delete env["FORCE_COLOR"];

/** Runs the built command in a process of its own, without a terminal. */
function spawned(cwd: string, ...args: string[]): Omit<Ran, "status"> & { readonly status: number | null } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd, encoding: "utf8", env });
  return { status, out: stdout, err: stderr };
}

// The rest of the command line is tested without a process: these hold what only a process has.
it("the built command says what it found, and nothing of a .eslintignore, which is ESLint's", () => {
  const folder = folderWith({
    ".eslintignore": "dist\n",
    "db/migrations/1.sql": "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
    "x.ts":
      'import { Pool } from "pg";\nexport const run = () => new Pool().query("DELETE FROM users WHERE id = 1");\n',
  });
  expect(spawned(folder, "check")).toEqual({
    status: 1,
    out: expect.stringMatching(/^x\.ts:2:\d+ {2}rowguard\/no-hard-delete\n[^]*1 finding in 1 file/),
    err: "",
  });
});

it("the built command ends with 2, and one line on standard error, where it cannot do what is asked", () => {
  expect(spawned(folderWith({}), "check", "--rule", "no-hard-deletes")).toEqual({
    status: 2,
    out: "",
    err: expect.stringMatching(/^rowguard: there is no rule "no-hard-deletes"\..*\n$/),
  });
});

it("the built command ends quietly, with the status of what it found, where nobody reads on", () => {
  const folder = folderWith({
    "db/migrations/1.sql": "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
    "x.ts": `import { Pool } from "pg";\nexport const run = () => new Pool().query(\`${"DELETE FROM users;\n".repeat(3_000)}\`);\n`,
  });
  const script = `"${process.execPath}" "${main}" check | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync("bash", ["-c", script], { cwd: folder, encoding: "utf8", env });
  expect(stdout).toMatch(/^x\.ts:2:.*\n1\n$/);
  expect(stderr).toBe("");
});
