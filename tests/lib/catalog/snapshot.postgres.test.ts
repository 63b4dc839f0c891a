import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { definitionsOf, parseSnapshot, readSnapshot, type QueryDatabase } from "../../../lib/catalog/snapshot.ts";
import { scripts } from "./definition-scripts.ts";
import { differences, factsOfCatalog } from "./judge.ts";
import { Folded } from "./migration-run.ts";
import { emptyDatabase } from "../../postgres.ts";

function factsOf(sql: string) {
  const folded = new Folded();
  folded.add(sql);
  expect(folded.catalog().problems).toEqual([]);
  folded.folding.endSession();
  return factsOfCatalog(folded.catalog());
}

describe("a snapshot of a database is the schema its migrations make", () => {
  let postgres: PGlite;
  beforeAll(async () => void (postgres = await emptyDatabase()));

  it.each(Object.entries(scripts))("%s", async (_, sql) => {
    postgres = await emptyDatabase();
    await postgres.exec(sql);
    const snapshot = await readSnapshot(async (query) => (await postgres.query<Record<string, unknown>>(query)).rows);
    expect(parseSnapshot(JSON.stringify(snapshot))).toEqual(snapshot);
    expect(differences(factsOf(definitionsOf(snapshot)), factsOf(sql))).toEqual([]);
  });
  it("is read in a transaction that cannot write, and that is ended", async () => {
    const sent: string[] = [];
    await readSnapshot(async (query) => {
      sent.push(query);
      return (await postgres.query<Record<string, unknown>>(query)).rows;
    });
    expect([sent[0], sent.at(-1)]).toEqual(["BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY", "ROLLBACK"]);
  });
  it.each(["", "[]", "null", "{}", '{"format":"rowguard schema 1"}', "{"])("is not what %j holds", (text) =>
    expect(parseSnapshot(text)).toBeNull(),
  );
});

/** The newest server's programs on this machine; null where there are none, or they may not be run. */
const programs =
  ["17", "16", "15", "14"]
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .find((path) => existsSync(join(path, "initdb"))) ?? null;
const asPostgres = process.getuid?.() === 0;

describe.skipIf(programs === null)(
  `a snapshot of a server${programs === null ? " (skipped: no PostgreSQL server programs on this machine)" : ""}`,
  () => {
    const folder = programs === null ? "" : mkdtempSync(join(tmpdir(), "rowguard-server-"));
    // The server refuses to run as root.
    const run = (program: string, args: readonly string[], input = "") => {
      const result = asPostgres
        ? spawnSync(
            "setpriv",
            ["--reuid=postgres", "--regid=postgres", "--clear-groups", join(programs!, program), ...args],
            { input, encoding: "utf8", cwd: folder },
          )
        : spawnSync(join(programs!, program), args, { input, encoding: "utf8", cwd: folder });
      if (result.status !== 0) throw new Error(`${program}: ${result.stderr || String(result.error)}`);
      return result.stdout;
    };
    beforeAll(() => {
      if (asPostgres) spawnSync("chown", ["postgres", folder]);
      run("initdb", ["-D", join(folder, "data"), "-U", "owner", "-A", "trust", "-E", "UTF8", "--locale", "C", "-N"]);
      spawnSync(
        asPostgres ? "setpriv" : join(programs!, "pg_ctl"),
        [
          ...(asPostgres ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", join(programs!, "pg_ctl")] : []),
          "-D",
          join(folder, "data"),
          "-o",
          `-k ${folder} -c listen_addresses='' -F`,
          "-w",
          "-l",
          join(folder, "log"),
          "start",
        ],
        { stdio: "ignore", cwd: folder },
      );
    }, 60_000);
    afterAll(() => {
      run("pg_ctl", ["-D", join(folder, "data"), "-m", "immediate", "stop"]);
      rmSync(folder, { recursive: true });
    });
    const psql = (sql: string) =>
      run("psql", ["-h", folder, "-U", "owner", "-d", "postgres", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"], sql);

    it("says what pg_dump says of it", async () => {
      const dump = readFileSync(
        join(import.meta.dirname, "../../fixtures/migrations/pg_dump/db/structure.sql"),
        "utf8",
      ).replaceAll(/^.*\bpgcrypto\b.*$/gm, "");
      psql(`CREATE ROLE reporting; ${dump.replaceAll(/^\\.*$/gm, "")}`);
      // Each query is a session of its own here: what sets one up is sent before it.
      let before = "";
      const query: QueryDatabase = (sql) => {
        if (!/^\s*SELECT/.test(sql)) before = sql === "ROLLBACK" ? "" : `${before}${sql};`;
        return Promise.resolve(
          /^\s*SELECT/.test(sql)
            ? (JSON.parse(psql(`${before} SELECT coalesce(json_agg(rows), '[]') FROM (${sql}) rows;`)) as Record<
                string,
                unknown
              >[])
            : [],
        );
      };
      const snapshot = await readSnapshot(query);
      // NOT NULL has had a name of its own only since PostgreSQL 18.
      const unnamed = (facts: readonly string[]) => facts.map((fact) => fact.replace(/ not-null \S+ /, " not-null "));
      expect(differences(unnamed(factsOf(definitionsOf(snapshot))), unnamed(factsOf(dump)))).toEqual([]);
    }, 60_000);
  },
);
