import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { GitRepository } from "../../../lib/project/git-repository.ts";
import { folderWith, newFolder } from "../../project-folder.ts";

const identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"];

it("reads what git has packed, with its deltas, tags and other work trees", () => {
  const folder = folderWith({ "db/001.sql": "one\n", "note.txt": "x\n".repeat(2000) });
  const git = (...args: string[]) =>
    execFileSync("git", [...identity, "-C", folder, ...args], { encoding: "utf8" }).trim();
  git("init", "-q", "-b", "main");
  const commits: string[] = [];
  for (let count = 1; count <= 30; count++) {
    writeFileSync(join(folder, "note.txt"), `${"x\n".repeat(2000)}${count}`);
    for (let more = 0; more < 5; more++) writeFileSync(join(folder, `db/${count}-${more}.sql`), String(count));
    git("add", "-A");
    git("commit", "-q", "-m", `the ${count}th`);
    commits.push(git("rev-parse", "HEAD"));
  }
  git("tag", "-a", "v1", "-m", "one", "HEAD~5");
  git("gc", "-q", "--aggressive", "--prune=now");
  const tree = join(newFolder(), "tree");
  git("worktree", "add", "-q", tree, "-b", "other");

  for (const place of [folder, join(folder, "db"), tree]) {
    const repository = GitRepository.around(place);
    expect(repository?.commit("main")).toBe(commits.at(-1));
    expect(repository?.commit("HEAD~4^")).toBe(commits.at(-6));
    expect(repository?.commit("v1")).toBe(commits.at(-6));
    expect(repository?.commit((commits[3] ?? "").slice(0, 10))).toBe(commits[3]);
    expect(repository?.commit("nowhere")).toBeNull();
    for (const [index, commit] of commits.entries()) {
      const has = (path: string) => repository?.hasAt(commit, join(repository.root, path));
      expect(has("db/001.sql")).toBe(true);
      expect(has(`db/${index + 1}-4.sql`)).toBe(true);
      expect(has(`db/${index + 2}-0.sql`)).toBe(false);
      expect(has("elsewhere/001.sql")).toBe(false);
    }
  }
});
