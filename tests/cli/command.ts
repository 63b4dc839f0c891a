import { main } from "../../cli/command-line.ts";
import type { Streams } from "../../cli/streams.ts";
import { folderWith, type Files } from "../project-folder.ts";

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

/** A project on the disk, and the command run in it. */
export function project(files: Files): {
  readonly folder: string;
  rowguard(...args: string[]): Promise<Ran>;
} {
  const folder = folderWith(files);
  return { folder, rowguard: (...args) => runIn(folder, args) };
}
