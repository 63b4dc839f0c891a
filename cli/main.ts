#!/usr/bin/env node
import pc from "picocolors";
import { main } from "./command-line.ts";

// ESLint warns of a `.eslintignore` that it does not read: which files to read was never its question here.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on `process` by whoever calls it
process.emitWarning = new Proxy(process.emitWarning, {
  apply(emitWarning, self, given: unknown[]) {
    if (given[1] !== "ESLintIgnoreWarning") Reflect.apply(emitWarning, self, given);
  },
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
