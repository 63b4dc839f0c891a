// Prints what `rowguard check` takes as projects grow: `node bench/scale.js 100 500 2000`. A cold process each, without what is kept on the disk.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generateProject } from "./generate.js";

const main = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
/** Runs the command in a process that tells at its end what it took. */
const program = `process.on("exit", () => { const { userCPUTime, maxRSS } = process.resourceUsage(); process.stderr.write(JSON.stringify({ cpu: userCPUTime / 1e6, memory: maxRSS / 1024 })); }); process.argv.splice(1, 0, ${JSON.stringify(main)}); await import(${JSON.stringify(main)});`;

for (const files of process.argv.slice(2).map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), "rowguard-scale-"));
  generateProject(folder, files);
  for (const shard of [[], ["--shard", "1/4"]]) {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--input-type=module", "-e", program, "check", "--exit-zero", ...shard],
      { cwd: folder, encoding: "utf8", maxBuffer: 1e9, env: { ...process.env, ROWGUARD_CACHE: "off" } },
    );
    const { cpu, memory } = JSON.parse(stderr.slice(stderr.lastIndexOf("{")));
    const [, statements] = /: (\d+) statements/.exec(stdout) ?? [];
    console.log(
      `${String(files).padStart(6)} files ${shard.join(" ").padEnd(12)} ${cpu.toFixed(1)} s of CPU, ${((1000 * cpu) / files).toFixed(1)} ms a file, ${memory.toFixed(0)} MB, ${statements} statements`,
    );
  }
  rmSync(folder, { recursive: true });
}
