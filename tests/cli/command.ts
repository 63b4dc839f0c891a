import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { main } from "../../cli/command-line.ts";
import type { Streams } from "../../cli/streams.ts";

/** What the command did. */
export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Streams that keep what is written, as of a process without a terminal. */
export function keptStreams(cwd: string): { readonly streams: Streams; out(): string; err(): string } {
  const written = { out: "", err: "" };
  const output = (name: "out" | "err") => ({ write: (text: string) => void (written[name] += text) });
  return {
    streams: { cwd, stdout: output("out"), stderr: output("err"), colors: false },
    out: () => written.out,
    err: () => written.err,
  };
}

/** Runs the command in this process. */
export async function runIn(cwd: string, args: readonly string[]): Promise<Ran> {
  const { streams, out, err } = keptStreams(cwd);
  const status = await main([process.execPath, "rowguard", ...args], streams);
  return { status, out: out(), err: err() };
}

/** Files on the disk, by relative path. Out: their folder, which goes after the last test of the file. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rowguard-cli-")));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** A project on the disk, and the command run in it. */
export function project(files: Readonly<Record<string, string>>): {
  readonly folder: string;
  rowguard(...args: string[]): Promise<Ran>;
} {
  const folder = folderOf(files);
  return { folder, rowguard: (...args) => runIn(folder, args) };
}
