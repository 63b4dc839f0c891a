import { pgParameters } from "../parameter-values.ts";
import { all, type LibraryFacts } from "../library.ts";
import { classText, type NewMigration } from "../new-migration.ts";
import { each, takesFragment, takesText } from "../sql-facts.ts";
import { words } from "./words.ts";
import { pgValues } from "../row-values.ts";

const receivers = ["DataSource()", "EntityManager()", "QueryRunner()", "Repository()", "BaseEntity"];

const piece = takesFragment({
  placeholders: "colon",
  values: { argument: null, form: "hidden", properties: [] },
  onlySpliced: true,
});

/** `where("port.id = :id", { id })` */
const condition = (text: number) => ({
  ...piece,
  text,
  values: { argument: text + 1, form: "named", properties: [] } as const,
});

const write = (migration: NewMigration): string =>
  classText(migration, {
    base: { word: "implements", name: "MigrationInterface", from: "typeorm" },
    parameter: { name: "queryRunner", type: "QueryRunner" },
    send: (sql) => `await queryRunner.query(${sql});`,
  });

/** https://typeorm.io/docs/data-source/data-source-api */
export const typeorm: LibraryFacts = {
  name: "typeorm",
  title: "TypeORM",
  packages: [
    {
      modules: ["typeorm", "typeorm/*"],
      flows: {
        ...all(
          [
            "Connection()",
            "createConnection()",
            "getConnection()",
            "EntityManager().connection",
            "QueryRunner().connection",
            "EntityManager().dataSource",
            "DataSource().initialize()",
            "getDataSource()",
          ],
          "DataSource()",
        ),
        ...all(
          [
            "DataSource().manager",
            "DataSource().createEntityManager()",
            "QueryRunner().manager",
            "Repository().manager",
            "getManager()",
            "DataSource().transaction(*)",
            "EntityManager().transaction(*)",
            "DataSource().getEntityManager()",
          ],
          "EntityManager()",
        ),
        ...all(
          ["DataSource().createQueryRunner()", "EntityManager().queryRunner", "Repository().queryRunner"],
          "QueryRunner()",
        ),
        ...all(
          [
            "DataSource().getRepository()",
            "EntityManager().getRepository()",
            "getRepository()",
            "TreeRepository()",
            "BaseEntity.getRepository()",
            "Repository().extend()",
            "DataSource().getTreeRepository()",
            "EntityManager().withRepository()",
            "EntityManager().getTreeRepository()",
          ],
          "Repository()",
        ),
        // What a builder runs are rows, no builder.
        ...all(
          [
            "builder.getMany()",
            "builder.getOne()",
            "builder.getOneOrFail()",
            "builder.getRawMany()",
            "builder.getRawOne()",
            "builder.execute()",
            "builder.getManyAndCount()",
            "builder.getCount()",
            "builder.stream()",
          ],
          "rows",
        ),
        ...all(
          [
            "Repository().createQueryBuilder()",
            "EntityManager().createQueryBuilder()",
            "DataSource().createQueryBuilder()",
            "BaseEntity.createQueryBuilder()",
            "SelectQueryBuilder()",
            "UpdateQueryBuilder()",
            "DeleteQueryBuilder()",
            "QueryBuilder()",
            "WhereExpressionBuilder()",
            "builder.*()",
            "builder.*(*)",
            "Brackets(0:0)",
            "NotBrackets(0:0)",
          ],
          "builder",
        ),
      },
    },
  ],
  severalDatabases: true,
  rowValues: pgValues,
  parameterValues: pgParameters,
  sql: {
    placeholders: "numbered",
    tags: {
      ...each(
        receivers.map((receiver) => `${receiver}.sql`),
        { role: "statement", result: "rows" },
      ),
    },
    texts: {
      ...each(
        receivers.map((receiver) => `${receiver}.query`),
        takesText("unsettled"),
      ),
      ...each(
        ["where", "andWhere", "orWhere", "having", "andHaving", "orHaving"].map((name) => `builder.${name}`),
        condition(0),
      ),
      ...each(
        ["groupBy", "addGroupBy", "select", "addSelect"].map((name) => `builder.${name}`),
        piece,
      ),
      ...each(
        ["orderBy", "addOrderBy"].map((name) => `builder.${name}`),
        { ...piece, sorts: true },
      ),
      ...each(
        [
          "leftJoin",
          "innerJoin",
          "leftJoinAndSelect",
          "innerJoinAndSelect",
          "leftJoinAndMapOne",
          "leftJoinAndMapMany",
        ].map((name) => `builder.${name}`),
        condition(2),
      ),
    },
    glance: { texts: ["query"] },
  },
  builder: words,
  migratesModels: true,
  models: {
    kind: "typeorm",
    packages: ["typeorm"],
    marks: [/["']typeorm["']/, /@(?:Child|View)?Entity\(|\bEntitySchema\b|@Column\(|@PrimaryGeneratedColumn\(/],
    also: /\bnamingStrategy\b/,
    marksBy: ["softDelete", "softRemove"],
    configured: true,
    row: "class",
    columnTypes: { string: "varchar", number: "int", boolean: "boolean", Date: "timestamp" },
  },
  bookkeeping: ["typeorm_metadata"],
  migrations: { write, marks: [/\bMigrationInterface\b|\bqueryRunner\s*\./i] },
  configuration: {
    files: ["ormconfig.*", "*data-source.*", "*datasource.*", "*dataSource.*", "typeorm*.{ts,js,mts,cts,mjs,cjs}"],
    packages: ["typeorm"],
  },
};
