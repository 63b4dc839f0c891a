import { describe, expect, it } from "vitest";
import { migrationName, missingBetween, versionOf } from "../../../lib/analysis/migration-names.ts";
import { requireMigrationName } from "../../../rules/require-migration-name.ts";
import { drawn, sql, ts, type Expectation } from "../../draw.ts";

const { valid, invalid } = drawn(requireMigrationName, { settings: { schema: ["migrations"] } });

const table = (name: string) => `CREATE TABLE ${name} (id int);`;
const beside = (...names: string[]) =>
  Object.fromEntries(names.map((name, index) => [name, table(`t${index}`)] as const));
const at = (file: string, ...others: string[]): Expectation => ({
  file: `migrations/${file}`,
  files: beside(...others),
});

describe("names of migrations", () => {
  const own = sql`CREATE TABLE users (id int);`;
  valid("numbered, with a description", own, at("000003_create_users.sql", "000001_a.sql", "000002_b.sql"));
  valid("the first of all", own, at("000001_create_users.sql"));
  valid("the first, where older ones were squashed", own, at("0007_create_users.sql", "0005_a.sql", "0006_b.sql"));
  valid("by time", own, at("20240201120000_users.sql", "20240101120000_a.sql", "20240301120000_b.sql"));
  valid("by time, one on a later day than the others", own, at("20240209_users.sql", "20240101_a.sql"));
  valid("goose: times behind numbers", own, at("20240201120000_users.sql", "00001_a.sql", "00002_b.sql"));
  valid("flyway", own, at("V1.2__users.sql", "V1.1__a.sql", "V1.10__b.sql"));
  valid("by day, two of one day", own, at("20240201_users.sql", "20240201_roles.sql"));
  valid("something else that lies there", sql`INSERT INTO a VALUES (1);`, at("seed.sql", "0001_a.sql", "0002_b.sql"));
  valid("numbered by tens", own, at("030_users.sql", "010_a.sql", "020_b.sql", "040_c.sql"));
  valid("no numbers at all, and none among the others", own, at("users.sql", "roles.sql", "posts.sql"));
  valid("a pair for up and down", own, {
    file: "migrations/000002_users.up.sql",
    files: { ...beside("000001_a.up.sql", "000001_a.down.sql"), "000002_users.down.sql": "DROP TABLE users;" },
  });

  invalid(
    "without a number among others that have one",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noPrefix: "users" does not say when it runs. Begin it with a number, as in 000003_create_users.
  `,
    at("users.sql", "000001_a.sql", "000002_b.sql"),
  );
  invalid(
    "without a description",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noDescription: "000002" does not say what it does. Say it behind 000002.
  `,
    at("000002.sql", "000001_a.sql"),
  );
  invalid(
    "with the number of another",
    sql`
    -- é
    ~~~~ twin: "0002_a" begins with 0002, too
    CREATE TABLE users (id int);
  `,
    at("0002_users.sql", "0001_a.sql", "0002_a.sql"),
  );
  invalid(
    "with the same version written otherwise",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ twin: "2_a" begins with 0002, too
  `,
    at("0002_users.sql", "1_a.sql", "2_a.sql"),
  );
  valid(
    "Prisma's order is that of whole names, which have run under them",
    sql`
    CREATE TABLE users (id int);
  `,
    {
      file: "migrations/20240101000000_users/migration.sql",
      files: {
        "../20230101000000_a/migration.sql": table("a"),
        "../20240101000000_teams/migration.sql": table("teams"),
      },
    },
  );
  valid(
    "the first of two with one number is not the one to change",
    own,
    at("0002_a.sql", "0001_a.sql", "0002_users.sql"),
  );
  invalid(
    "behind a gap",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ gap: There is no 000005 before "000006_users".
  `,
    at("000006_users.sql", "000001_a.sql", "000002_b.sql", "000003_c.sql", "000004_d.sql"),
  );
  valid("behind a gap, where gaps are allowed", own, {
    ...at("000006_users.sql", "000001_a.sql", "000002_b.sql", "000003_c.sql", "000004_d.sql"),
    options: { allowGaps: true },
  });
  invalid(
    "in the form that is set",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ wrongForm: "0001_users" begins with a number. Begin it with the time, as in 20240131120000_create_users.
  `,
    { ...at("0001_users.sql"), options: { form: "timestamp" } },
  );
  valid("in another form, but it has run", own, {
    ...at("0001_users.sql", "0002_posts.sql"),
    options: { form: "timestamp", folder: "elsewhere" },
  });
  invalid(
    "in the folder that is set",
    sql`
    CREATE TABLE users (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ misplaced: "db/migrations/0001_users.sql" does not lie in migrations/ at the top of the repository.
  `,
    {
      file: "db/migrations/0001_users.sql",
      settings: { schema: ["db/migrations"] },
      options: { folder: "migrations" },
    },
  );
  valid("a file that is no migration", own, { file: "queries/users.sql", files: beside("../migrations/0001_a.sql") });
  valid("a folder for each", own, {
    file: "migrations/20240102000000_users/migration.sql",
    files: { "../20240101000000_a/migration.sql": table("a") },
  });
});

describe("names of migrations in code", () => {
  const code = ts`
    import type { Knex } from "knex";
    export const up = (knex: Knex) => knex.schema.createTable("users", (t) => { t.increments(); });
    export const down = (knex: Knex) => knex.schema.dropTable("users");
  `;
  const other =
    'exports.up = (knex) => knex.schema.createTable("a", (t) => { t.increments(); });\nexports.down = () => {};';
  valid("knex", code, { file: "migrations/20240102030405_users.ts", files: { "20240101030405_a.js": other } });
  invalid(
    "knex, without a time",
    ts`
    import type { Knex } from "knex";
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noPrefix: "users" does not say when it runs. Begin it with the time
    export const up = (knex: Knex) => knex.schema.createTable("users", (t) => { t.increments(); });
    export const down = (knex: Knex) => knex.schema.dropTable("users");
  `,
    {
      file: "migrations/users.ts",
      files: { "20240101030405_a.js": other, "20240102030405_b.js": other.replace('"a"', '"b"') },
    },
  );
  const typeorm = ts`
    import type { MigrationInterface, QueryRunner } from "typeorm";
    export class Users1700000000000 implements MigrationInterface {
      async up(queryRunner: QueryRunner) { await queryRunner.query("CREATE TABLE users (id int)"); }
      async down(queryRunner: QueryRunner) { await queryRunner.query("DROP TABLE users"); }
    }
  `;
  valid("typeorm, by milliseconds", typeorm, { file: "migrations/1700000000000-Users.ts" });
});

describe("a name of a migration", () => {
  it.each([
    ["migrations/000001_create_users.up.sql", "000001", "number", "create_users"],
    ["migrations/V1_2__users.sql", "1_2", "number", "users"],
    ["migrations/20240131120000-users.js", "20240131120000", "timestamp", "users"],
    ["migrations/2024_01_31_120000_users.ts", "2024_01_31_120000", "timestamp", "users"],
    ["migrations/20230608T201813132Z-mutes.ts", "20230608T201813132Z", "timestamp", "mutes"],
    ["migrations/2024-01-31-users.ts", "2024-01-31", "timestamp", "users"],
    ["migrations/20180108-02-enums.js", "20180108-02", "timestamp", "enums"],
    ["migrations/20180108-2nd.js", "20180108", "timestamp", "2nd"],
    ["migrations/1700000000000_users.js", "1700000000000", "timestamp", "users"],
    ["migrations/Migration20240131120000.ts", "20240131120000", "timestamp", ""],
    ["prisma/migrations/20240131120000_init/migration.sql", "20240131120000", "timestamp", "init"],
    ["migrations/users.sql", null, null, "users"],
    ["migrations/99991301_x.sql", "99991301", "number", "x"],
  ])("%s", (path, prefix, form, description) => {
    expect(migrationName(path)).toMatchObject({ prefix, form, description });
  });

  it("has a version, and may lack the one before it", () => {
    expect([versionOf("0010"), versionOf("1.02"), versionOf("0")]).toEqual(["10", "1.2", "0"]);
    expect(missingBetween("0007", "0009")).toBe("0008");
    expect(missingBetween("0007", "0008")).toBeNull();
    expect(missingBetween("1.1", "1.3")).toBeNull();
  });
});
