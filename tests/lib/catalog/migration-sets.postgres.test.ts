import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "./judge.ts";
import { emptyDatabase } from "../../postgres.ts";

const folder = join(import.meta.dirname, "../../fixtures/migrations");

/** What each tool runs, in its order: said by hand, so that the order that is found is judged too. */
const sets: Readonly<Record<string, { readonly kind: string; readonly files: readonly string[] }>> = {
  alembic: { kind: "sql", files: ["schema.sql"] },
  "db-migrate": {
    kind: "db-migrate",
    files: ["migrations/sqls/20200101000000-pets-up.sql", "migrations/sqls/20200202000000-owners-up.sql"],
  },
  dbmate: {
    kind: "dbmate",
    files: [
      "db/migrations/20230101000000_things.sql",
      "db/migrations/20230102000000_index.sql",
      "db/migrations/20230103000000_owner.sql",
    ],
  },
  django: { kind: "sql", files: ["sql/0001_initial.sql", "sql/0002_slug.sql"] },
  drizzle: {
    kind: "drizzle",
    files: ["drizzle/0000_brave_owl.sql", "drizzle/0001_calm_fox.sql", "drizzle/0002_zed.sql"],
  },
  flyway: {
    kind: "flyway",
    files: ["V1__init.sql", "V1.2__loans.sql", "V1.10__renamed.sql", "V2_1__open_loans.sql", "R__views.sql"].map(
      (name) => `db/migration/${name}`,
    ),
  },
  "golang-migrate": {
    kind: "golang-migrate",
    files: ["000001_create_rooms.up.sql", "000002_bookings.up.sql", "000010_floors.up.sql"].map(
      (name) => `migrations/${name}`,
    ),
  },
  goose: {
    kind: "goose",
    files: ["00001_accounts.sql", "00002_touch.sql", "00003_by_email.sql", "00004_sessions.sql"].map(
      (name) => `migrations/${name}`,
    ),
  },
  "node-pg-migrate": {
    kind: "node-pg-migrate",
    files: ["migrations/1700000000000_create-teams.sql", "migrations/1700000001000_slug.sql"],
  },
  pg_dump: { kind: "sql", files: ["db/structure.sql"] },
  plain: { kind: "sql", files: ["sql/1_base.sql", "sql/2_children.sql", "sql/10_later.sql"] },
  prisma: {
    kind: "prisma",
    files: [
      "prisma/migrations/20230101120000_init/migration.sql",
      "prisma/migrations/20230202120000_role/migration.sql",
    ],
  },
  rails: { kind: "sql", files: ["db/structure.sql"] },
  supabase: {
    kind: "supabase",
    files: ["supabase/migrations/20240101000000_profiles.sql", "supabase/migrations/20240201000000_remote_schema.sql"],
  },
};

/** Of a platform that is there before the first migration, and so in no migration. */
const platform = /^[+] (?:auth|storage|extensions)\.|reads auth\./;

/** The part of a file that its tool runs. */
function upOf(file: string): string {
  const text = readFileSync(file, "utf8");
  const [up = ""] = text.split(/^-- (?:\+goose Down|migrate:down|Down Migration).*$/m);
  // A whole file is one transaction here, and psql's own commands are not PostgreSQL's.
  return up
    .replaceAll(/\bCONCURRENTLY\b/gi, "")
    .replaceAll(/^\\.*$/gm, "")
    .replaceAll(/^CREATE ROLE .*$/gm, "");
}

describe("a tool's migrations leave the schema that PostgreSQL has after them", () => {
  it("leaves out no set of .sql files", () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(sets).sort());
  });
  it.each(Object.entries(sets))("%s", async (tool, { kind, files }) => {
    const postgres = await emptyDatabase();
    await postgres.exec("CREATE ROLE owner; CREATE ROLE reporting");
    const before = join(folder, tool, "before.sql");
    if (existsSync(before)) await postgres.exec(readFileSync(before, "utf8"));
    for (const file of files) await postgres.exec(upOf(join(folder, tool, file)));
    const { catalog, sources, found } = schemaOf(settingsFrom({}, join(folder, tool)));
    expect(sources).toEqual(files);
    expect(found.map((source) => source.kind)).toEqual([kind]);
    expect(catalog.problems).toEqual([]);
    expect(
      differences(await factsOfPostgres(postgres), factsOfCatalog(catalog)).filter((fact) => !platform.test(fact)),
    ).toEqual([]);
  });
});
