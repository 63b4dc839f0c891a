import { PGlite, type Extension } from "@electric-sql/pglite";
import { expect, it } from "vitest";
import { printedFacts } from "../../../printed-facts.ts";

/** Those that PGlite has and that add functions, operators or types. */
const extensions = [
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "lo",
  "ltree",
  "pg_trgm",
  "pgcrypto",
  "seg",
  "tablefunc",
  "unaccent",
  "uuid-ossp",
];

// Printed again by `npm run facts`, where PostgreSQL or an extension itself has changed.
it("has the types, casts, operators and functions of PostgreSQL and of its extensions", async () => {
  const modules: Record<string, Extension> = {};
  for (const name of extensions.map((one) => one.replace("-", "_")))
    modules[name] = (await import(`@electric-sql/pglite/contrib/${name}`))[name] as Extension;
  const db = await PGlite.create({ extensions: modules });
  await expect(await printedFacts(db, null)).toMatchFileSnapshot("../../../../facts/postgres.txt");
  for (const name of extensions) {
    await db.exec(`CREATE EXTENSION "${name}" CASCADE`);
    await expect(await printedFacts(db, name)).toMatchFileSnapshot(`../../../../facts/${name}.txt`);
  }
  await db.close();
}, 120_000);
