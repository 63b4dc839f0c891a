import { PGlite } from "@electric-sql/pglite";
import { citext } from "@electric-sql/pglite/contrib/citext";
import { pgcrypto } from "@electric-sql/pglite/contrib/pgcrypto";
import { uuid_ossp } from "@electric-sql/pglite/contrib/uuid_ossp";

let started: Promise<PGlite> | null = null;

/**
 * PostgreSQL with an empty database, as after initdb. There is one in a worker, as a start takes three seconds and emptying
 * some milliseconds: what an earlier caller has made is gone, and what is made stays until the next call. Nobody closes it.
 */
export async function emptyDatabase(): Promise<PGlite> {
  const postgres = await (started ??= PGlite.create({ extensions: { citext, pgcrypto, uuid_ossp } }));
  await postgres.exec("ROLLBACK");
  await postgres.exec("DISCARD ALL");
  await postgres.exec(emptying);
  return postgres;
}

/** Drops everything that is not initdb's; what begins at this number is a user's (FirstNormalObjectId in PostgreSQL's transam.h). */
const emptying = `
  DO $$
  DECLARE drops text;
  BEGIN
    SET LOCAL client_min_messages TO error;
    FOR drops IN
      SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger
      UNION ALL SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
      UNION ALL SELECT format('DROP EXTENSION %I CASCADE', extname) FROM pg_extension WHERE oid >= 16384
    LOOP EXECUTE drops; END LOOP;
    FOR drops IN
      SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    LOOP EXECUTE drops; END LOOP;
    FOR drops IN
      SELECT format('DROP OWNED BY %I CASCADE', rolname) FROM pg_roles WHERE oid >= 16384
      UNION ALL SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE oid >= 16384
    LOOP EXECUTE drops; END LOOP;
    EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
    CREATE SCHEMA public AUTHORIZATION pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
    COMMENT ON SCHEMA public IS 'standard public schema';
  END $$;
  SET search_path TO public;
`;
