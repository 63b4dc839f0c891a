/** A commit as its repository has it. */
export interface Commit {
  readonly parents: readonly string[];
  /** Seconds since 1970, as whoever made it had the clock. */
  readonly time: number;
}

const ofOne = 1;
const ofOther = 2;
const ofBoth = ofOne | ofOther;
/** What lies behind a commit that both have. */
const behind = 4;

/**
 * The last commits that two commits both come from, as `git merge-base --all` finds them; empty where they have none in common, or where it was not
 * fetched. In: what reads a commit, null for one that is not there.
 */
export function mergeBases(one: string, other: string, commitAt: (hash: string) => Commit | null): readonly string[] {
  const marks = new Map<string, number>();
  const open: { readonly hash: string; readonly time: number; readonly parents: readonly string[] }[] = [];
  const mark = (hash: string, more: number): void => {
    const before = marks.get(hash) ?? 0;
    if ((before | more) === before) return;
    const commit = commitAt(hash);
    if (!commit) return;
    marks.set(hash, before | more);
    const at = open.findIndex(({ time }) => time < commit.time);
    open.splice(at < 0 ? open.length : at, 0, { hash, ...commit });
  };
  mark(one, ofOne);
  mark(other, ofOther);
  const found = new Set<string>();
  while (open.some(({ hash }) => !((marks.get(hash) ?? 0) & behind))) {
    const next = open.shift();
    if (!next) break;
    const reached = marks.get(next.hash) ?? 0;
    if ((reached & ofBoth) === ofBoth && !(reached & behind)) found.add(next.hash);
    const handedOn = (reached & ofBoth) === ofBoth ? ofBoth | behind : reached;
    for (const parent of next.parents) mark(parent, handedOn);
  }
  return [...found].filter((hash) => !((marks.get(hash) ?? 0) & behind));
}
