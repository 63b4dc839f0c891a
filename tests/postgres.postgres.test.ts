import { expect, it } from "vitest";
import { emptyDatabase } from "./postgres.ts";

/** What there is beside the system's own. */
const everything = `
  SELECT 'schema ' || nspname || ' of ' || nspowner::regrole || ' for ' || coalesce(nspacl::text, 'nobody') AS what FROM pg_namespace WHERE nspname !~ '^pg_(temp|toast_temp)_'
  UNION ALL SELECT 'relation ' || oid::regclass FROM pg_class WHERE oid >= 16384 AND relname !~ '^pg_toast_'
  UNION ALL SELECT 'type ' || oid::regtype FROM pg_type WHERE oid >= 16384
  UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE oid >= 16384
  UNION ALL SELECT 'extension ' || extname FROM pg_extension
  UNION ALL SELECT 'role ' || rolname FROM pg_roles
  UNION ALL SELECT 'event trigger ' || evtname FROM pg_event_trigger
  UNION ALL SELECT 'publication ' || pubname FROM pg_publication
  UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements
  UNION ALL SELECT 'setting ' || setconfig::text FROM pg_db_role_setting
  UNION ALL SELECT name || ' is ' || setting FROM pg_settings WHERE name IN ('search_path', 'TimeZone', 'role', 'standard_conforming_strings')
  ORDER BY 1`;

const there = async () => (await (await emptyDatabase()).query<{ what: string }>(everything)).rows;

it("a worker's database is emptied of all that a test may leave", async () => {
  const before = await there();
  const postgres = await emptyDatabase();
  await postgres.exec(`
    CREATE EXTENSION citext;
    CREATE ROLE reader;
    CREATE SCHEMA app AUTHORIZATION reader;
    CREATE TYPE public.mood AS ENUM ('good', 'bad');
    CREATE TABLE app.t (a citext PRIMARY KEY, b public.mood);
    GRANT SELECT ON app.t TO reader;
    CREATE VIEW public.v AS SELECT a FROM app.t;
    CREATE TEMP TABLE passing (a int);
    CREATE FUNCTION public.watch() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
    CREATE EVENT TRIGGER watching ON ddl_command_end EXECUTE FUNCTION public.watch();
    CREATE PUBLICATION news FOR ALL TABLES;
    ALTER DATABASE postgres SET search_path TO app;
    PREPARE found AS SELECT 1;
    SET search_path TO app;
    SET TimeZone TO 'Asia/Tokyo';
    SET standard_conforming_strings TO off;`);
  await postgres.exec("BEGIN; CREATE TABLE public.unfinished (a int)");
  expect(await there()).toEqual(before);
});

it("is emptied after a transaction that failed, and of a public schema that was dropped", async () => {
  const before = await there();
  const postgres = await emptyDatabase();
  await postgres.exec("DROP SCHEMA public CASCADE; BEGIN");
  await expect(postgres.exec("SELECT 1 / 0")).rejects.toThrow("division by zero");
  expect(await there()).toEqual(before);
});
