import { PGlite, type Extension } from "@electric-sql/pglite";
import { expect, it } from "vitest";
import { knownExtensions } from "../../../../lib/analysis/types/extensions.ts";
import { printedFacts } from "../../../printed-facts.ts";

// Printed again by `npm run facts`, where PostgreSQL or an extension itself has changed.
it("has the types, casts, operators and functions of PostgreSQL and of its extensions", async () => {
  const modules: Record<string, Extension> = {};
  for (const name of knownExtensions.map((one) => one.replace("-", "_")))
    modules[name] = (await import(`@electric-sql/pglite/contrib/${name}`))[name] as Extension;
  const db = await PGlite.create({ extensions: modules });
  await expect(await printedFacts(db, null)).toMatchFileSnapshot("../../../../facts/postgresql.txt");
  for (const name of knownExtensions) {
    await db.exec(`CREATE EXTENSION "${name}" CASCADE`);
    await expect(await printedFacts(db, name)).toMatchFileSnapshot(`../../../../facts/${name}.txt`);
  }
  await db.close();
}, 120_000);
