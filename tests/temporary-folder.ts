import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Where all tests write, absolute. */
    readonly temporaryFolder: string;
  }
}

/** Makes the folder that all tests write into, before the first of them. It goes after the last, however that ends. */
export default function setup({ provide }: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "rowguard-tests-")));
  provide("temporaryFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
