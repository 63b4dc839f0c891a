import { describe, expect, it } from "vitest";
import { deliberateNames } from "../../../lib/settings.ts";
import { sayPurpose, saysPurpose } from "../../../lib/survey/deliberate-names.ts";

describe("the name of a function", () => {
  const says = (name: string) => saysPurpose([name], deliberateNames);

  it.each([
    "purge",
    "purgeOldRows",
    "nightly_purge",
    "PurgedUsers",
    "hardDelete",
    "hardDeleteById",
    "deletePermanently",
  ])("says that rows go for good: %s", (name) => expect(says(name)).toBe(true));

  it.each([
    "listIncludingDeleted",
    "findAllWithDeleted",
    "withSoftDeleted",
    "emptyTrash",
    "restoreUser",
    "AUDIT_TRAIL",
  ])("says that deleted rows are meant: %s", (name) => expect(says(name)).toBe(true));

  it.each(["delete", "deleteUser", "spurge", "hardly", "including", "withDelay", "list", "deletedAt", ""])(
    "says nothing of the kind: %s",
    (name) => expect(says(name)).toBe(false),
  );

  it("may be any of those around a place, and the words are the user's", () => {
    expect(saysPurpose(["run", "purge"], deliberateNames)).toBe(true);
    expect(saysPurpose(["run", "purge"], ["sweep"])).toBe(false);
    expect(saysPurpose(["sweepUp"], ["sweep"])).toBe(true);
    expect(saysPurpose(["sweepUp"], [])).toBe(false);
  });
});

describe("a comment", () => {
  const says = (comment: string) => sayPurpose([comment], deliberateNames);

  it.each([
    "// Hard delete the record",
    "Fetch the file - include deleted files when duplicating",
    "every card of the board, including soft-deleted ones",
    "permanently removes what nobody wants",
    "Purge them.",
  ])("says that it is meant: %s", (comment) => expect(says(comment)).toBe(true));

  it.each([
    "never include deleted rows",
    "We do not hard delete here",
    "without including deleted rows",
    "restore the session of the user",
    "write an audit trail",
    "deleted rows",
    "includes all",
  ])("says nothing of the kind: %s", (comment) => expect(says(comment)).toBe(false));
});
