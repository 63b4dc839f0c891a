import { mayHoldSql } from "../find/quick-look.ts";
import { projectFiles, type ProjectFiles } from "../project/project-files.ts";
import { isSourceFile } from "../project/source-files.ts";
import { textOfFile } from "../source/open-module.ts";

const known = new WeakMap<ProjectFiles, Map<number, boolean>>();

/** Whether at least so many files below a folder may hold SQL: then what none of them does, the application does not do. */
export function isLargeProject(root: string, least: number): boolean {
  const project = projectFiles(root, null);
  const answers = known.get(project) ?? new Map<number, boolean>();
  known.set(project, answers);
  const answer = answers.get(least) ?? holdsSqlIn(project, least);
  answers.set(least, answer);
  return answer;
}

function holdsSqlIn({ files }: ProjectFiles, least: number): boolean {
  let found = 0;
  return (files ?? []).some(
    ({ path }) => isSourceFile(path) && mayHoldSql(textOfFile(path)?.text ?? "") && ++found >= least,
  );
}
