import type { Library } from "../model/site.ts";

/** What is known of a package's values: which expression over them is which other value. */
export interface KnownPackage {
  readonly library: Library;
  /** Specifiers; one that ends in `/*` stands for every module below it. */
  readonly modules: readonly string[];
  /**
   * From a path to the path that means the same: `Pool().connect()` gives a `Client()`. A path is written as the value is
   * used: `.name` a member, `()` what a call, a construction or a type of that name gives (awaited), `(1:0)` the first
   * parameter of a function handed on as second argument, `default` the default export where it has a name of its own.
   * `*` stands for any one member name, `(*)` for any callback's parameter.
   */
  readonly flows: Readonly<Record<string, string>>;
}

const all = (names: readonly string[], to: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, to]));

const pgFlows = {
  ...all(
    [
      "PoolClient()",
      "ClientBase()",
      "Pool().connect()",
      "Pool().connect(0:1)",
      "native.Client()",
      "connect(0:1)",
      "connect(1:1)",
    ],
    "Client()",
  ),
  "native.Pool()": "Pool()",
};

export const knownPackages: readonly KnownPackage[] = [
  { library: "pg", modules: ["pg", "pg/lib/*", "pg-native"], flows: pgFlows },
  { library: "pg", modules: ["pg-pool"], flows: { ...pgFlows, "()": "Pool()" } },
  // Deno's own client.
  {
    library: "pg",
    modules: ["@db/postgres", "deno-postgres"],
    flows: all(
      [
        "PoolClient()",
        "QueryClient()",
        "Transaction()",
        "Pool().connect()",
        "Client().createTransaction()",
        "Client().session",
      ],
      "Client()",
    ),
  },
  {
    library: "pg",
    modules: ["node-pg-migrate", "node-pg-migrate/*"],
    flows: all(["MigrationBuilder().db"], "pg!Client()"),
  },
  {
    library: "pg",
    modules: ["pg-cursor", "pg-query-stream"],
    flows: { default: "Cursor", "": "Cursor", "()": "Cursor()" },
  },
  {
    library: "postgres.js",
    modules: ["postgres", "postgres/*"],
    flows: all(
      [
        "()",
        "Sql()",
        "ISql()",
        "TransactionSql()",
        "ReservedSql()",
        "sql.begin(0:0)",
        "sql.begin(1:0)",
        "sql.savepoint(0:0)",
        "sql.savepoint(1:0)",
        "sql.reserve()",
      ],
      "sql",
    ),
  },
  {
    library: "slonik",
    modules: ["slonik", "@silverhand/slonik", "@slonik/sql-tag"],
    flows: {
      ...all(
        [
          "createPool()",
          "DatabasePool()",
          "DatabasePoolConnection()",
          "DatabaseConnection()",
          "DatabaseTransactionConnection()",
          "CommonQueryMethods()",
          "DatabasePoolType()",
          "DatabasePoolConnectionType()",
          "DatabaseConnectionType()",
          "DatabaseTransactionConnectionType()",
          "CommonQueryMethodsType()",
          "Pool().connect(0:0)",
          "Pool().transaction(0:0)",
        ],
        "Pool()",
      ),
      ...all(["createSqlTag()", "SqlTag()", "SqlTaggedTemplate()", "SqlTaggedTemplateType()", "sql.sql"], "sql"),
    },
  },
  {
    library: "pg-promise",
    modules: ["pg-promise", "pg-promise/*"],
    flows: {
      ...all(
        [
          "()()",
          "IDatabase()",
          "ITask()",
          "IBaseProtocol()",
          "IConnected()",
          "db.connect()",
          "db.task(*)",
          "db.tx(*)",
          "db.taskIf(*)",
          "db.txIf(*)",
        ],
        "db",
      ),
      "IMain()": "()",
      "().as": "as",
      "().helpers": "helpers",
      "().formatting": "",
      "formatting.as": "as",
    },
  },
  {
    library: "sql-template-strings",
    modules: ["sql-template-strings"],
    flows: { "": "SQL", default: "SQL", "SQL.SQL": "SQL", "SQL.default": "SQL" },
  },
  { library: "sql-template-tag", modules: ["sql-template-tag"], flows: { default: "sql", "sql.default": "sql" } },
  {
    library: "@vercel/postgres",
    modules: ["@vercel/postgres", "@vercel/postgres/*"],
    flows: {
      db: "sql",
      ...all(["createPool()", "VercelPool()"], "Pool()"),
      ...all(
        [
          "createClient()",
          "VercelClient()",
          "VercelPoolClient()",
          "sql.connect()",
          "Pool().connect()",
          "Pool().connect(0:1)",
        ],
        "Client()",
      ),
    },
  },
  {
    library: "@neondatabase/serverless",
    modules: ["@neondatabase/serverless"],
    flows: {
      ...pgFlows,
      ...all(["neon()", "NeonQueryFunction()", "NeonQueryFunctionInTransaction()", "sql.transaction(0:0)"], "sql"),
    },
  },
  {
    library: "@databases/pg",
    modules: ["@databases/pg", "@databases/sql", "@databases/connection-pool"],
    flows: {
      default: "connect",
      "connect.sql": "sql",
      ...all(
        [
          "()",
          "connect()",
          "ConnectionPool()",
          "Connection()",
          "Transaction()",
          "Queryable()",
          "db.tx(0:0)",
          "db.task(0:0)",
        ],
        "db",
      ),
    },
  },
  {
    library: "bun",
    modules: ["bun"],
    flows: {
      default: "",
      ...all(
        [
          "SQL()",
          "sql.begin(*)",
          "sql.transaction(*)",
          "sql.savepoint(*)",
          "sql.reserve()",
          "TransactionSQL()",
          "ReservedSQL()",
        ],
        "sql",
      ),
    },
  },
  {
    library: "kysely",
    modules: ["kysely", "kysely/*"],
    flows: all(
      [
        "Kysely()",
        "Transaction()",
        "ControlledTransaction()",
        "db.transaction().execute(0:0)",
        "db.connection().execute(0:0)",
        "db.transaction().setIsolationLevel().execute(0:0)",
        "db.startTransaction().execute()",
        "db.withSchema()",
        "db.withPlugin()",
        "db.withoutPlugins()",
        "db.withTables()",
        "db.$extendTables()",
      ],
      "db",
    ),
  },
  {
    library: "drizzle",
    modules: [
      "drizzle-orm",
      "drizzle-orm/sql",
      "drizzle-orm/sql/sql",
      "drizzle-orm/pg-core",
      "drizzle-orm/pg-core/*",
      "drizzle-orm/node-postgres",
      "drizzle-orm/node-postgres/*",
      "drizzle-orm/postgres-js",
      "drizzle-orm/postgres-js/*",
      "drizzle-orm/neon-http",
      "drizzle-orm/neon-serverless",
      "drizzle-orm/neon",
      "drizzle-orm/vercel-postgres",
      "drizzle-orm/pglite",
      "drizzle-orm/pglite/*",
      "drizzle-orm/pg-proxy",
      "drizzle-orm/bun-sql",
      "drizzle-orm/xata-http",
      "drizzle-orm/aws-data-api/pg",
    ],
    flows: all(
      [
        "drizzle()",
        "drizzle.mock()",
        "NodePgDatabase()",
        "PostgresJsDatabase()",
        "PgDatabase()",
        "PgTransaction()",
        "NeonHttpDatabase()",
        "NeonDatabase()",
        "VercelPgDatabase()",
        "PgliteDatabase()",
        "PgRemoteDatabase()",
        "XataHttpDatabase()",
        "AwsDataApiPgDatabase()",
        "BunSQLDatabase()",
        "db.transaction(0:0)",
      ],
      "db",
    ),
  },
  {
    library: "prisma",
    modules: ["@prisma/client", "@prisma/client/*", ".prisma/client"],
    flows: all(
      [
        "Prisma.TransactionClient()",
        "Prisma.DefaultPrismaClient()",
        "PrismaClient().$transaction(0:0)",
        "PrismaClient().$extends()",
        "Prisma.getExtensionContext()",
      ],
      "PrismaClient()",
    ),
  },
  {
    library: "knex",
    modules: ["knex", "knex/*"],
    flows: {
      ...all(
        [
          "()",
          "knex()",
          "Knex()",
          "Knex.Transaction()",
          "db.transaction()",
          "db.transaction(0:0)",
          "db.transactionProvider()()",
          "db.withUserParams()",
          "db.savepoint(0:0)",
          "db.savepoint()",
          "builder.client",
        ],
        "db",
      ),
      ...all(["db.raw()", "db.ref()", "Knex.Raw()", "raw.*()"], "raw"),
      ...all(["db.schema.*()", "Knex.SchemaBuilder()"], "db.schema"),
      // A builder's promise gives rows.
      "builder.then(0:0)": "rows",
      "db.raw().then(0:0)": "rows",
      ...all(
        ["db()", "db.*()", "Knex.QueryBuilder()", "Knex.QueryInterface()", "builder.*()", "builder.*(*)"],
        "builder",
      ),
    },
  },
  { library: "objection", modules: ["objection"], flows: {} },
  {
    library: "typeorm",
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
  {
    library: "sequelize",
    modules: ["sequelize", "sequelize/*", "sequelize-typescript", "@sequelize/core", "@sequelize/core/*"],
    flows: {
      ...all(
        ["()", "Sequelize.Sequelize()", "Sequelize().Sequelize()", "Model.sequelize", "Model().sequelize"],
        "Sequelize()",
      ),
      ...all(["QueryInterface().sequelize"], "Sequelize()"),
      ...all(
        ["Sequelize.literal", "Sequelize().literal", "Sequelize.Sequelize.literal", "Sequelize().Sequelize.literal"],
        "literal",
      ),
    },
  },
  {
    library: "mikro-orm",
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
  {
    library: "pglite",
    modules: ["@electric-sql/pglite", "@electric-sql/pglite/*"],
    flows: all(
      [
        "PGlite.create()",
        "PGlite().transaction(0:0)",
        "Transaction()",
        "PGliteInterface()",
        "PGliteWithLive()",
        "PGliteWorker()",
        "PGliteWorker.create()",
      ],
      "PGlite()",
    ),
  },
];

const byModule = new Map<string, KnownPackage>();
const below: [string, KnownPackage][] = [];
for (const known of knownPackages) {
  for (const module of known.modules) {
    if (module.endsWith("/*")) below.push([module.slice(0, -1), known]);
    else byModule.set(module, known);
  }
}

/** The known package that a specifier names, as Node, Deno, Bun or a browser's import writes it. */
export function knownPackage(specifier: string): KnownPackage | null {
  const name = /^(?:npm:|jsr:|https?:)/.test(specifier) ? packageName(specifier) : specifier;
  return byModule.get(name) ?? below.find(([start]) => name.startsWith(start))?.[1] ?? null;
}

/** `npm:pg@8/lib/x`, `jsr:@db/postgres`, `https://esm.sh/postgres@3.4`, `https://deno.land/x/postgresjs@v3/mod.js`. */
function packageName(specifier: string): string {
  const [, deno] = /^https?:\/\/deno\.land\/x\/(\w+)/.exec(specifier) ?? [];
  if (deno !== undefined) return deno === "postgresjs" ? "postgres" : deno === "postgres" ? "deno-postgres" : deno;
  const path = specifier.replace(/^(?:npm:|jsr:)\/?|^https?:\/\/[^/]+\/(?:v\d+\/|npm\/|pin\/)?/, "");
  return path.replace(/^((?:@[^/]+\/)?[^/@?]+)@[^/?]*/, "$1").replace(/\?.*$/, "");
}

/** The path under which the library's facts are kept: `Pool().connect()` of pg is a `Client()`. */
export function canonicalPath(known: KnownPackage | null, path: string): string {
  if (!known) return path;
  for (const pattern of patternsOf(path)) {
    const to = Object.hasOwn(known.flows, pattern) ? known.flows[pattern] : undefined;
    if (to !== undefined) return to;
  }
  return path;
}

function* patternsOf(path: string): Generator<string> {
  yield path;
  const anyCallback = path.replace(/\(\d+:\d+\)$/, "(*)");
  if (anyCallback !== path) yield anyCallback;
  const anyMember = anyCallback.replace(/\.[\w$]+(\((?:\*)?\))?$/, ".*$1");
  if (anyMember !== anyCallback) yield anyMember;
}

/** Names that a generated client exports, whatever module it was generated into. */
export const generatedClients: Readonly<Record<string, string>> = {
  PrismaClient: "@prisma/client",
  Prisma: "@prisma/client",
};
