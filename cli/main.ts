#!/usr/bin/env node
import module from "node:module";
import { setFlagsFromString } from "node:v8";
import pc from "picocolors";

// What the command loads is compiled once for all runs, where Node can do that; it is as large as TypeScript.
const { enableCompileCache } = module as { readonly enableCompileCache?: () => unknown };
enableCompileCache?.();
// By itself, Node lets the memory grow to up to four times what is in use before it looks what is not; twice that is as quick, and a
// third less for a large project.
setFlagsFromString("--heap-growing-percent=100");
const { main } = await import("./command-line.ts");

// ESLint warns of a `.eslintignore` that it does not read: which files to read was never its question here. What rowguard failed on
// the command says itself.
// eslint-disable-next-line @typescript-eslint/unbound-method -- it is called on `process` by whoever calls it
process.emitWarning = new Proxy(process.emitWarning, {
  apply(emitWarning, self, given: unknown[]) {
    if (given[1] !== "ESLintIgnoreWarning" && given[1] !== "RowguardFailure") Reflect.apply(emitWarning, self, given);
  },
});

const { stdout, stderr } = process;
// `rowguard check | head`: who reads no further has what was asked for, and the exit status is still the command's.
for (const stream of [stdout, stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
main(process.argv, { cwd: process.cwd(), stdout, stderr, colors: pc.isColorSupported }).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    stderr.write(`rowguard: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
