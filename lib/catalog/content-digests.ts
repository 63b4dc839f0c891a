import { hash } from "node:crypto";
import { readFileSync } from "node:fs";

/** Files with the digests of their contents. */
export type Digests = readonly (readonly [file: string, digest: string])[];

/** The digest of a file's bytes; empty where it cannot be read. */
export function digestOf(path: string): string {
  try {
    return hash("sha256", readFileSync(path));
  } catch {
    return "";
  }
}

export const digestsOf = (files: Iterable<string>): Digests => [...files].map((file) => [file, digestOf(file)]);

/** Whether each file is as it was. */
export const areSame = (digests: Digests): boolean => digests.every(([file, digest]) => digestOf(file) === digest);
