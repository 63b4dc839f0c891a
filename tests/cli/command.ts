import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** What the built command did. */
export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A project on the disk, and the command run in it. */
export function project(files: Readonly<Record<string, string>>): {
  readonly folder: string;
  rowguard(...args: string[]): Ran;
} {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rowguard-cli-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return {
    folder,
    rowguard(...args) {
      const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: "1" };
      delete env["FORCE_COLOR"];
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
        cwd: folder,
        encoding: "utf8",
        env,
      });
      return { status, out: stdout, err: stderr };
    },
  };
}
