import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connect } from "../../cli/database-client.ts";
import { PackageMissing } from "../../cli/project-package.ts";
import { snapshotCommand } from "../../cli/snapshot.ts";
import type { Streams } from "../../cli/streams.ts";
import { schemaOf } from "../../lib/pipeline.ts";
import { settingsFrom } from "../../lib/settings.ts";
import { keptStreams } from "./command.ts";
import { emptyDatabase } from "../postgres.ts";
import { newFolder } from "../project-folder.ts";

const url = "postgres://me:s3cret-word@db.internal:6543/shop";

let folder: string;
let said: () => string;
let streams: Streams;
beforeEach(() => {
  folder = newFolder();
  const kept = keptStreams(folder);
  said = () => kept.out() + kept.err();
  streams = kept.streams;
});

describe("rowguard schema --from", () => {
  let postgres: PGlite;
  beforeAll(async () => {
    postgres = await emptyDatabase();
    await postgres.exec(`
      CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, deleted_at timestamptz);
      CREATE UNIQUE INDEX one_live ON users (email) WHERE deleted_at IS NULL;
      CREATE VIEW live AS SELECT id, email FROM users WHERE deleted_at IS NULL;`);
  });
  const connect: Connect = () =>
    Promise.resolve({
      connect: () => Promise.resolve(),
      query: (sql) => postgres.query<Record<string, unknown>>(sql),
      end: () => Promise.resolve(),
      on: () => undefined,
    });

  it("writes a file that is a schema like any other", async () => {
    const out = join(folder, "schema.json");
    expect(await snapshotCommand(url, out, streams, connect)).toBe(0);
    expect(said()).toBe(
      `${out}: 1 table, 1 view of db.internal:6543/shop. Use it with --schema ${out}, or name it in the settings.\n`,
    );
    expect(readFileSync(out, "utf8")).not.toContain("s3cret");
    const { catalog, found, sources } = schemaOf(settingsFrom({ schema: ["schema.json"] }, folder));
    expect(catalog.problems).toEqual([]);
    expect([found.map(({ kind }) => kind), sources]).toEqual([["snapshot"], ["schema.json"]]);
    expect(catalog.relations.get("public.users")).toMatchObject({
      primaryKey: ["id"],
      unique: [{ columns: ["email"], where: "deleted_at IS NULL" }],
    });
    expect(catalog.relations.get("public.live")).toMatchObject({ columns: ["id", "email"], reads: ["public.users"] });
  });
  it("is told to be none where it is another file", () => {
    writeFileSync(join(folder, "schema.json"), '{"name":"package"}');
    const { catalog } = schemaOf(settingsFrom({ schema: ["schema.json"] }, folder));
    expect(catalog.problems).toEqual([
      {
        file: "schema.json",
        line: 1,
        message: "could not be read: it is no snapshot that rowguard schema --from wrote",
      },
    ]);
  });

  const failing =
    (code: string): Connect =>
    () =>
      Promise.resolve({
        connect: () => Promise.reject(Object.assign(new Error(`password authentication failed: ${url}`), { code })),
        query: () => Promise.resolve({ rows: [] }),
        end: () => Promise.resolve(),
        on: () => undefined,
      });
  it.each([
    ["ECONNREFUSED", "nothing answers at db.internal:6543/shop (ECONNREFUSED)."],
    ["ENOTFOUND", "there is no host of that name: db.internal:6543/shop."],
    ["28P01", "db.internal:6543/shop refused the user or the password (28P01)."],
    ["3D000", "there is no such database: db.internal:6543/shop."],
    [
      "42501",
      "the user may not read the catalog of db.internal:6543/shop (42501). Ask for a role that may connect and read pg_catalog.",
    ],
    ["XX000", "db.internal:6543/shop could not be read (XX000)."],
  ])("says %s in one line without the password", async (code, line) => {
    expect(await snapshotCommand(url, join(folder, "schema.json"), streams, failing(code))).toBe(2);
    expect(said()).toBe(`rowguard: ${line}\n`);
  });
  it("says that the file cannot be written", async () => {
    expect(await snapshotCommand(url, join(folder, "nope/schema.json"), streams, connect)).toBe(2);
    expect(said()).toBe(`rowguard: ${join(folder, "nope/schema.json")} cannot be written (ENOENT).\n`);
  });
  it.each(["schema.json", "mysql://me@db/shop", ""])("takes a URL of PostgreSQL, and not %j", async (from) => {
    expect(await snapshotCommand(from, "schema.json", streams, connect)).toBe(2);
    expect(said()).toBe("rowguard: --from takes a URL such as postgres://user@host:5432/database.\n");
  });
  it("says how to get the package that it needs", async () => {
    expect(
      await snapshotCommand(url, join(folder, "schema.json"), streams, () => Promise.reject(new PackageMissing())),
    ).toBe(2);
    expect(said()).toBe("rowguard: --from needs the package pg. Run: npm install --save-dev pg\n");
  });
});
