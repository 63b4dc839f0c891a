import { all, type LibraryFacts } from "../library.ts";
import { classText, type NewMigration } from "../new-migration.ts";
import { each, takesFragment, takesText } from "../sql-facts.ts";
import { words } from "./words.ts";

const write = (migration: NewMigration): string =>
  classText(migration, {
    base: { word: "extends", name: "Migration", from: "@mikro-orm/migrations" },
    parameter: null,
    send: (sql) => `this.addSql(${sql});`,
  });

/** https://mikro-orm.io/docs/raw-queries */
export const mikroOrm: LibraryFacts = {
  name: "mikro-orm",
  title: "MikroORM",
  drivers: ["@mikro-orm/postgresql"],
  packages: [
    {
      modules: [
        "@mikro-orm/core",
        "@mikro-orm/postgresql",
        "@mikro-orm/knex",
        "@mikro-orm/sql",
        "@mikro-orm/nestjs",
        "@mikro-orm/migrations",
      ],
      flows: {
        ...all(
          [
            "SqlEntityManager()",
            "MikroORM().em",
            "EntityManager().fork()",
            "EntityManager().transactional(0:0)",
            "EntityRepository().getEntityManager()",
            "EntityRepository().em",
          ],
          "EntityManager()",
        ),
        ...all(["EntityManager().getRepository()", "SqlEntityRepository()"], "EntityRepository()"),
        ...all(["MikroORM.init()", "MikroORM.initSync()"], "MikroORM()"),
        ...all(["EntityManager().getKnex()", "Connection().getKnex()", "Migration().getKnex()"], "knex!db"),
        "Migration().getEntityManager()": "EntityManager()",
        ...all(
          [
            "EntityManager().getConnection()",
            "AbstractSqlConnection()",
            "PostgreSqlConnection()",
            "EntityManager().getDriver().getConnection()",
          ],
          "Connection()",
        ),
      },
    },
  ],
  imports: ["@mikro-orm/*"],
  severalDatabases: true,
  sql: {
    placeholders: "question",
    tags: { sql: { role: "fragment", result: null } },
    texts: {
      ...each(["EntityManager().execute", "Connection().execute", "Migration().execute"], takesText("rows")),
      "Migration().addSql": takesText("other"),
      ...each(["raw", "EntityManager().raw"], takesFragment()),
    },
    fragmentTypes: ["Raw"],
    glance: { texts: ["raw", "execute"] },
  },
  builder: words,
  migratesModels: true,
  models: {
    kind: "mikro-orm",
    packages: ["@mikro-orm/*"],
    marks: [/["']@mikro-orm\//, /@Entity\(|\bEntitySchema\b|\bdefineEntity\b|@Property\(/],
    also: /\bnamingStrategy\b[^]*@mikro-orm|@mikro-orm[^]*(?:\bnamingStrategy\b|\bcond\s*:|\baddFilter\s*\(|\bonFlush\b)/,
    row: "class",
    columnTypes: { string: "string", number: "number", boolean: "boolean", Date: "Date" },
  },
  bookkeeping: ["mikro_orm_migrations"],
  migrations: { write, marks: [/@mikro-orm\/migrations|\bthis\.addSql\s*\(/] },
  configuration: { files: ["mikro-orm*.config.*", "mikroorm*.config.*"], packages: ["@mikro-orm/*"] },
};
