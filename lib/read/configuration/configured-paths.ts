import { isAbsolute, resolve } from "node:path";
import { stringOf, type ProgramValue } from "../../source/evaluate/program-value.ts";
import type { ConfigurationPlace } from "./configuration-reader.ts";
import { several } from "./evaluated.ts";

const from = ({ folder }: ConfigurationPlace, path: string): string =>
  (isAbsolute(path) ? path : resolve(folder, path)).replaceAll("\\", "/");

/** Paths that a configuration names, absolute, each once. */
export const paths = (at: ConfigurationPlace, written: readonly string[]): readonly string[] => [
  ...new Set(written.map((path) => from(at, path))),
];

/** Globs and classes of a list; a class is the file that it stands in. Null where there may be others. */
export function declaredIn(value: ProgramValue | undefined): readonly string[] | null {
  const { values, open } = several(value);
  const files = values.map((one) => (one.kind === "class" ? one.scope.module.file : stringOf(one)));
  return !open && files.every((file) => file !== null) ? files : null;
}
