import { defineConfig } from "vitest/config";

/** Of every project: files share their workers' modules, so that libraries and PostgreSQL are loaded once a worker. */
const shared = {
  isolate: false,
  testTimeout: 60_000,
  hookTimeout: 60_000,
  globalSetup: "tests/temporary-folder.ts",
  // Nothing of one run may answer in the next one.
  env: { ROWGUARD_CACHE: "off" },
};
const postgres = "tests/**/*.postgres.test.ts";
const spawned = "tests/**/*.package.test.ts";

export default defineConfig({
  test: {
    maxWorkers: "100%",
    // What a file of the project is as JavaScript is kept from one run to the next: a twelfth of the processor's time.
    experimental: { fsModuleCache: true },
    projects: [
      { test: { ...shared, name: "unit", include: ["tests/**/*.test.ts"], exclude: [postgres, spawned] } },
      { test: { ...shared, name: "postgres", include: [postgres] } },
      { test: { ...shared, name: "package", include: [spawned] } },
    ],
  },
});
