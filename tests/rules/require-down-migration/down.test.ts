import { describe } from "vitest";
import { requireDownMigration } from "../../../rules/require-down-migration.ts";
import { drawn, js, sql, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireDownMigration, { settings: { schema: ["migrations"] } });

const first = `-- +goose Up
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, old text);
CREATE INDEX users_email ON users (email);
-- +goose Down
DROP TABLE users;
`;
const second = { file: "migrations/0002_more.sql", files: { "0001_users.sql": first } };

describe("Down parts of goose", () => {
  valid(
    "that write the precision which a time has anyway",
    sql`
    -- +goose Up
    ALTER TABLE users ALTER COLUMN seen TYPE date;
    -- +goose Down
    ALTER TABLE users ALTER COLUMN seen TYPE timestamptz(6);
  `,
    {
      ...second,
      files: { "migrations/0001_users.sql": "CREATE TABLE users (id int PRIMARY KEY, seen timestamptz);" },
    },
  );
  invalid(
    "that write another one",
    sql`
    -- +goose Up
    ALTER TABLE users ALTER COLUMN seen TYPE date;
    -- +goose Down
    ~~~~~~~~~~~~~~ changed: After Up and Down column "users.seen" is not as it was.
    ALTER TABLE users ALTER COLUMN seen TYPE timestamptz(3);
  `,
    {
      ...second,
      files: { "migrations/0001_users.sql": "CREATE TABLE users (id int PRIMARY KEY, seen timestamptz);" },
    },
  );
  valid(
    "that undo all of it",
    sql`
    -- +goose Up
    CREATE TYPE mood AS ENUM ('ok');
    CREATE TABLE posts (id int PRIMARY KEY, mood mood, user_id int REFERENCES users (id));
    ALTER TABLE users ADD COLUMN name text, ALTER COLUMN email DROP NOT NULL, DROP COLUMN old;
    CREATE INDEX posts_user ON posts (user_id);
    -- +goose Down
    DROP TABLE posts;
    ALTER TABLE users DROP COLUMN name, ALTER COLUMN email SET NOT NULL, ADD COLUMN old text;
    DROP TYPE mood;
  `,
    second,
  );
  valid(
    "under another name and back",
    sql`
    -- +goose Up
    ALTER TABLE users RENAME TO people;
    ALTER TABLE people RENAME COLUMN email TO mail;
    -- +goose Down
    ALTER TABLE people RENAME COLUMN mail TO email;
    ALTER TABLE people RENAME TO users;
  `,
    second,
  );
  valid(
    "of migrations that change rows only",
    sql`
    -- +goose Up
    UPDATE users SET email = lower(email);
    -- +goose Down
  `,
    second,
  );
  valid(
    "where nothing is made that is not there already",
    sql`
    -- +goose Up
    CREATE EXTENSION IF NOT EXISTS pgcrypto;
    COMMENT ON TABLE users IS 'people';
  `,
    second,
  );
  valid(
    "that make what the schema does not know, and Up did not make",
    sql`
    -- +goose Up
    DROP INDEX users_of_another_schema;
    ALTER TABLE users ADD COLUMN name text;
    -- +goose Down
    ALTER TABLE users DROP COLUMN name;
    CREATE INDEX users_of_another_schema ON users (id, email);
  `,
    second,
  );
  invalid(
    "that drop what Up has not made",
    sql`
    -- +goose Up
    ALTER TABLE users ADD COLUMN name text;
    -- +goose Down
    ~~~~~~~~~~~~~~ notBroughtBack: column "users.old"
    ALTER TABLE users DROP COLUMN name, DROP COLUMN old;
  `,
    second,
  );
  valid(
    "that cannot be read",
    sql`
    -- +goose Up
    CREATE TABLE posts (id int);
    -- +goose Down
    DROPP TABLE posts;
  `,
    second,
  );
  invalid(
    "that are not there",
    sql`
    -- +goose Up
    ~~~~~~~~~~~~ noDown: Nothing undoes this migration.
    CREATE TABLE posts (id int);
  `,
    second,
  );
  invalid(
    "that are empty",
    sql`
    -- +goose Up
    CREATE TABLE posts (id int);
    -- +goose Down
    ~~~~~~~~~~~~~~ emptyDown
    -- SQL in this section is executed when the migration is rolled back.
  `,
    second,
  );
  invalid(
    "that do something else",
    sql`
    -- +goose Up
    CREATE TABLE posts (id int);
    -- +goose Down
    ~~~~~~~~~~~~~~ leftBehind: After Up and Down table "posts" is still there. Drop it.
    SELECT 'down SQL query';
  `,
    second,
  );
  invalid(
    "that leave a column",
    sql`
    -- +goose Up
    ALTER TABLE users ADD COLUMN name text, ADD COLUMN age int;
    -- +goose Down
    ~~~~~~~~~~~~~~ leftBehind: column "users.age"
    ALTER TABLE users DROP COLUMN name;
  `,
    second,
  );
  invalid(
    "that do not bring a column back",
    sql`
    -- +goose Up
    ALTER TABLE users ADD COLUMN name text;
    ALTER TABLE users DROP COLUMN old;
    -- +goose Down
    ~~~~~~~~~~~~~~ notBroughtBack: After Up and Down column "users.old" is gone. Make it again.
    ALTER TABLE users DROP COLUMN name;
  `,
    second,
  );
  invalid(
    "that do not bring a table back",
    sql`
    -- +goose Up
    DROP TABLE users;
    -- +goose Down
    ~~~~~~~~~~~~~~ notBroughtBack: table "users"
    SELECT 1;
  `,
    second,
  );
  invalid(
    "that leave a column changed",
    sql`
    -- +goose Up
    ALTER TABLE users ALTER COLUMN id TYPE bigint, ADD COLUMN name text;
    -- +goose Down
    ~~~~~~~~~~~~~~ changed: After Up and Down column "users.id" is not as it was. Change it back.
    ALTER TABLE users DROP COLUMN name;
  `,
    second,
  );
  invalid(
    "that leave an index, or a foreign key",
    sql`
    -- +goose Up
    CREATE INDEX users_old ON users (old);
    -- +goose Down
    ~~~~~~~~~~~~~~ leftBehind: index "users (old)"
    SELECT 1;
  `,
    second,
  );
  invalid(
    "that leave a type",
    sql`
    -- +goose Up
    CREATE TYPE mood AS ENUM ('ok');
    CREATE TABLE posts (mood mood);
    -- +goose Down
    ~~~~~~~~~~~~~~ leftBehind: type "mood"
    DROP TABLE posts;
  `,
    second,
  );
  valid("in an earlier migration, whatever comes later", first.replaceAll("old text", "old text, more int"), {
    file: "migrations/0001_users.sql",
    files: {
      "0002_more.sql":
        "-- +goose Up\nALTER TABLE users DROP COLUMN old;\n-- +goose Down\nALTER TABLE users ADD COLUMN old text;\n",
    },
  });
});

describe("Down parts of other tools in SQL", () => {
  invalid(
    "dbmate",
    sql`
    -- migrate:up
    CREATE TABLE posts (id int);
    -- migrate:down
    ~~~~~~~~~~~~~~~ emptyDown
  `,
    { file: "migrations/20240101000000_posts.sql" },
  );
  const up = sql`CREATE TABLE posts (id int);`;
  valid("golang-migrate, in a file beside it", up, {
    file: "migrations/1_posts.up.sql",
    files: { "1_posts.down.sql": "DROP TABLE posts;" },
  });
  invalid(
    "golang-migrate, without that file",
    sql`
    CREATE TABLE posts (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noDown
  `,
    { file: "migrations/1_posts.up.sql" },
  );
  invalid(
    "golang-migrate, with another in that file",
    sql`
    CREATE TABLE posts (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ leftBehind: table "posts"
  `,
    { file: "migrations/1_posts.up.sql", files: { "1_posts.down.sql": "DROP TABLE IF EXISTS post;" } },
  );
  valid("Hasura and Diesel, in a file beside it", up, {
    file: "migrations/20240101000000_posts/up.sql",
    files: { "down.sql": "DROP TABLE posts;" },
  });
  invalid(
    "Hasura and Diesel, without that file",
    sql`
    CREATE TABLE posts (id int);
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noDown
  `,
    { file: "migrations/20240101000000_posts/up.sql" },
  );
  valid("a tool that has none", up, { file: "migrations/20240101000000_posts/migration.sql" });
  valid("a tool that is not known", up, { file: "migrations/0001_posts.sql" });
});

describe("Down parts in code", () => {
  const file = "migrations/20240102000000_posts.js";
  const files = {
    "20240101000000_users.js":
      'exports.up = (knex) => knex.schema.createTable("users", (t) => { t.increments(); t.text("email"); });\nexports.down = (knex) => knex.schema.dropTable("users");',
  };
  valid(
    "knex",
    js`
    exports.up = async (knex) => {
      await knex.schema.createTable("posts", (t) => { t.increments(); });
      await knex.schema.alterTable("users", (t) => { t.text("name"); });
    };
    exports.down = async (knex) => {
      await knex.schema.alterTable("users", (t) => { t.dropColumn("name"); });
      await knex.schema.dropTable("posts");
    };
  `,
    { file, files },
  );
  invalid(
    "knex: nothing happens",
    js`
    exports.up = (knex) => knex.schema.createTable("posts", (t) => { t.increments(); });
    exports.down = async function () {};
                   ~~~~~~~~~~~~~~~~~ emptyDown
  `,
    { file, files },
  );
  valid(
    "knex: nothing happens, and it says why",
    js`
    exports.up = (knex) => knex.schema.createTable("posts", (t) => { t.increments(); });
    exports.down = async function () {
      // The posts were moved here for good.
    };
  `,
    { file, files },
  );
  invalid(
    "knex: nothing happens, and it says just that",
    js`
    exports.up = (knex) => knex.schema.createTable("posts", (t) => { t.increments(); });
    exports.down = async function () {
                   ~~~~~~~~~~~~~~~~~ emptyDown
      // no-op
    };
  `,
    { file, files },
  );
  invalid(
    "knex: a column is left",
    js`
    exports.up = (knex) => knex.schema.alterTable("users", (t) => { t.text("name"); t.text("phone"); });
    exports.down = (knex) => knex.schema.alterTable("users", (t) => { t.dropColumn("name"); });
                   ~~~~~~~~~ leftBehind: column "users.phone"
  `,
    { file, files },
  );
  invalid(
    "kysely: not there",
    ts`
    import type { Kysely } from "kysely";
    ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ noDown
    export async function up(db: Kysely<any>) {
      await db.schema.createTable("posts").addColumn("id", "integer").execute();
    }
  `,
    { file: "migrations/2024-01-01-posts.ts" },
  );
  invalid(
    "TypeORM: another table",
    ts`
    import type { MigrationInterface, QueryRunner } from "typeorm";
    export class Posts1700000000000 implements MigrationInterface {
      async up(queryRunner: QueryRunner) { await queryRunner.query("CREATE TABLE posts (id int)"); }
      async down(queryRunner: QueryRunner) { await queryRunner.query("DROP TABLE IF EXISTS post"); }
                ~~~~~~~~~~~~~~~~~~~~~~~~~~ leftBehind: table "posts"
    }
  `,
    { file: "migrations/1700000000000-Posts.ts" },
  );
  valid(
    "that fail where nothing can undo it",
    js`
    exports.up = (knex) => knex.schema.alterTable("users", (t) => { t.dropColumn("email"); });
    exports.down = () => {
      throw new Error("the addresses are gone");
    };
  `,
    { file, files },
  );
  valid(
    "node-pg-migrate, which undoes what it is not told to",
    js`
    exports.up = (pgm) => { pgm.createTable("posts", { id: "id" }); };
  `,
    { file: "migrations/1700000000000_posts.js" },
  );
  valid(
    "node-pg-migrate, which is told that it cannot",
    js`
    exports.up = (pgm) => { pgm.createTable("posts", { id: "id" }); };
    exports.down = false;
  `,
    { file: "migrations/1700000000000_posts.js" },
  );
  invalid(
    "node-pg-migrate, as bookworm's with another table",
    js`
    exports.up = (pgm) => { pgm.createTable("users", { id: "uuid" }); };
    exports.down = (pgm) => { pgm.dropTable("user", { ifExists: true }); };
                   ~~~~~~~~ leftBehind: table "users"
  `,
    { file: "migrations/1700000000000_users.js" },
  );
});
