import { project } from "./cli/command.ts";
import type { Files } from "./project-folder.ts";

interface Listed {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly status: string;
  readonly tables: readonly { readonly name: string }[];
}

/**
 * What `rowguard queries` lists of a file of a project, in order: `delete users`, `select users teams`, `partly select users`. In: the
 * project's files, `package.json` aside.
 */
export async function statementsOf(file: string, files: Files): Promise<readonly string[]> {
  const { out, err } = await project({ "package.json": "{}", ...files }).rowguard("queries", "--format", "json");
  if (!out.startsWith("[")) throw new Error(`${out}\n${err}`);
  return (JSON.parse(out) as readonly Listed[])
    .filter((one) => one.file === file)
    .map(({ kind, status, tables }) =>
      [...(status === "checked" ? [] : [status]), kind, ...tables.map(({ name }) => name)].join(" "),
    );
}
