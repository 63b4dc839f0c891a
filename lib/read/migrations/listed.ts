import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { SourceModule } from "../../source/module.ts";
import { languageGlobal } from "../../source/evaluate/members.ts";
import { Program, TooLong } from "../../source/evaluate/program.ts";
import type { ProgramValue } from "../../source/evaluate/program-value.ts";

interface ListedModules {
  readonly file: string;
  readonly order: readonly string[];
}

/**
 * The module of a folder that puts what others of it export into a list or an object, and these in its order. In: their absolute paths. Null where
 * none holds more than half of them.
 */
export function listedOrder(
  files: readonly string[],
  open: (file: string) => SourceModule | null,
): ListedModules | null {
  const [first] = files;
  if (first === undefined) return null;
  const folder = dirname(first);
  const names = files.map(nameOf);
  const candidates = [...new Set([...files, ...indexesOf(folder)])]
    .map(open)
    .filter((module) => module !== null)
    // Only one that speaks of the others is followed.
    .filter(({ file, text }) => {
      const spoken = names.filter((name, index) => files[index] !== file && text.includes(name)).length;
      return spoken > 1 && spoken * 2 > files.length - 1;
    });
  for (const module of candidates) {
    const order = orderIn(module, files, open);
    if (order.length > 1 && order.length * 2 > files.length - 1) return { file: module.file, order };
  }
  return null;
}

function indexesOf(folder: string): readonly string[] {
  const names = readdirSync(folder).filter((name) => /^index\.[cm]?[jt]s$/.test(name));
  return names.map((name) => join(folder, name).replaceAll("\\", "/"));
}

const nameOf = (file: string): string => file.replace(/^.*\//, "").replace(/\.[cm]?[jt]s$/, "");

function orderIn(
  module: SourceModule,
  files: readonly string[],
  open: (file: string) => SourceModule | null,
): readonly string[] {
  const program = new Program({
    global: (name, following) => languageGlobal(name, following),
    package: () => null,
    unread: () => undefined,
  });
  const order = new Set<string>();
  try {
    const listed = program.exported(module, "*");
    const fileOf = new Map<unknown, string>();
    for (const file of files) {
      const other = file === module.file ? null : open(file);
      if (!other) continue;
      const exported = program.exported(other, "*");
      for (const value of [exported, ...partsOf(exported)]) if (isOwn(value)) fileOf.set(identityOf(value), file);
    }
    const visit = (value: ProgramValue, depth: number): void => {
      const file = fileOf.get(identityOf(value));
      if (file !== undefined) order.add(file);
      else if (depth > 0) for (const part of partsOf(value)) visit(part, depth - 1);
    };
    for (const value of partsOf(listed)) visit(value, 3);
  } catch (error) {
    if (!(error instanceof TooLong) && !(error instanceof RangeError)) throw error;
  }
  return [...order];
}

/** What a value is known again by: an object of a class by its class. */
const identityOf = (value: ProgramValue): unknown =>
  value.kind === "struct"
    ? (value.class?.node ?? value)
    : value.kind === "class" || value.kind === "closure"
      ? value.node
      : value;

const isOwn = ({ kind }: ProgramValue): boolean => kind === "struct" || kind === "closure" || kind === "class";

const partsOf = (value: ProgramValue): readonly ProgramValue[] =>
  value.kind === "struct" ? [...value.properties.values()] : value.kind === "list" ? value.items : [];
