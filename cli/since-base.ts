import { GitRepository } from "../lib/project/git-repository.ts";
import { schemasOf } from "../lib/pipeline.ts";
import type { Settings } from "../lib/settings.ts";
import type { Session } from "./session.ts";
import { complain, type Streams } from "./streams.ts";

/** The migrations that a commit does not have, as settings; null, and a line for people, where it cannot be told. */
export function migrationsSince(
  name: string,
  { settings }: Pick<Session, "settings">,
  streams: Streams,
): Pick<Settings, "newFiles"> | null {
  const repository = GitRepository.around(settings.root);
  const commit = repository?.commit(name) ?? null;
  if (!repository || commit === null) {
    const where = repository
      ? `${repository.root} has no commit "${name}"`
      : `${settings.root} is in no git repository`;
    complain(streams, `${where}. --since-base takes a branch, a tag or a commit that was fetched: origin/main.`);
    return null;
  }
  const files = schemasOf(settings).flatMap(({ history }) => history.files.map(({ file }) => file));
  return { newFiles: files.filter((file) => !repository.hasAt(commit, file)) };
}
