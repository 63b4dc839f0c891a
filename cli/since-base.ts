import { GitRepository } from "../lib/project/git-repository.ts";
import { schemasOf } from "../lib/pipeline.ts";
import type { Settings } from "../lib/settings.ts";
import type { Session } from "./session.ts";
import { complain, type Streams } from "./streams.ts";

/** The migrations that were added since what is checked out and a commit went apart, as settings; null, and a line for people, where it cannot be told. */
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
  // What the other branch has dropped or renamed since then is nothing that this one adds.
  const bases = repository.forkPoints(commit);
  const known = bases.length > 0 ? bases : [commit];
  return { newFiles: files.filter((file) => !known.some((base) => repository.hasAt(base, file))) };
}
