/**
 * Puts the modules together that are published, types aside: some hundred modules take three times as long to load as a few files do.
 * The pipeline, and what is kept of the last time, are for tests and `npm run bench`.
 */
import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["rules/index.ts", "cli/main.ts", "lib/pipeline.ts", "lib/kept-findings.ts"],
  outdir: "dist",
  outbase: ".",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  packages: "external",
  platform: "node",
  target: "node20.19",
  format: "esm",
  charset: "utf8",
  // Names and lines stay as they are, for those who read a stack.
  minifyWhitespace: false,
  logLevel: "warning",
});
