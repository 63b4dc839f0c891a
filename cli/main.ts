#!/usr/bin/env node
import pc from "picocolors";
import { main } from "./command-line.ts";

// ESLint warns of a `.eslintignore` that it does not read: which files to read was never its question here.
process.emitWarning = new Proxy(process.emitWarning, {
  apply: (emitWarning, self, given: unknown[]) =>
    given[1] === "ESLintIgnoreWarning" ? undefined : Reflect.apply(emitWarning, self, given),
});

const { stdout, stderr } = process;
main(process.argv, { cwd: process.cwd(), stdout, stderr, colors: pc.isColorSupported }).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    stderr.write(`rowguard: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
