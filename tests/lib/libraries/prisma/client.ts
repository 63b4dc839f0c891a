import { createRequire } from "node:module";
import { parsePrisma, type PrismaBlock, type PrismaField } from "../../../../lib/libraries/prisma/grammar.ts";

/** What stands behind the client: takes what it sends, gives rows. */
export interface Backend {
  query(
    sql: string,
    values: readonly unknown[],
  ): Promise<{
    readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[];
    readonly rows: readonly (readonly unknown[])[];
    readonly affected: number;
  }>;
}

export interface TestClient {
  readonly prisma: Readonly<Record<string, Readonly<Record<string, (args?: unknown) => Promise<unknown>>>>> & {
    readonly $transaction: (work: unknown) => Promise<unknown>;
    readonly $extends: (extension: unknown) => TestClient["prisma"];
  };
  /** What was sent since it was asked the last time. */
  sent(): readonly string[];
}

const require = createRequire(import.meta.url);

const nobody: Backend = { query: async () => ({ fields: [], rows: [], affected: 0 }) };

/**
 * Prisma's own client with its own query compiler (WebAssembly), made of a schema without `prisma generate`. It sends its SQL to
 * the backend; without one there are no rows.
 */
export function clientOf(schema: string, backend: Backend = nobody): TestClient {
  const { getPrismaClient } = require("@prisma/client/runtime/client") as {
    getPrismaClient(config: unknown): new (options: unknown) => TestClient["prisma"];
  };
  const sent: string[] = [];
  const run = async ({ sql, args }: { readonly sql: string; readonly args: readonly unknown[] }) => {
    sent.push(sql);
    return backend.query(sql, args);
  };
  const connection: Record<string, unknown> = {
    provider: "postgres",
    adapterName: "test",
    queryRaw: async (query: { sql: string; args: unknown[] }) => {
      const { fields, rows } = await run(query);
      return {
        columnNames: fields.map(({ name }) => name),
        columnTypes: fields.map(({ dataTypeID }) => columnTypes[dataTypeID] ?? 7),
        rows,
      };
    },
    executeRaw: async (query: { sql: string; args: unknown[] }) => (await run(query)).affected,
    executeScript: async () => undefined,
    dispose: async () => undefined,
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
    startTransaction: async () => ({
      ...connection,
      options: { usePhantomQuery: true },
      commit: async () => undefined,
      rollback: async () => undefined,
    }),
  };
  const compiler = "@prisma/client/runtime/query_compiler_fast_bg.postgresql";
  const Client = getPrismaClient({
    previewFeatures: /previewFeatures = \["(\w+)"\]/.exec(schema)?.slice(1) ?? [],
    clientVersion: "7.10.0",
    engineVersion: "none",
    activeProvider: "postgresql",
    inlineSchema: schema,
    runtimeDataModel: dataModelOf(schema),
    // An empty graph: no value is taken out of the request beforehand.
    parameterizationSchema: { strings: [], graph: Buffer.alloc(8).toString("base64url") },
    compilerWasm: {
      getRuntime: async () => require(`${compiler}.js`) as unknown,
      getQueryCompilerWasmModule: async () =>
        new (
          globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => unknown } }
        ).WebAssembly.Module(Buffer.from((require(`${compiler}.wasm-base64.js`) as { wasm: string }).wasm, "base64")),
      importName: "./query_compiler_fast_bg.js",
    },
  });
  const prisma = new Client({
    adapter: { provider: "postgres", adapterName: "test", connect: async () => connection },
    errorFormat: "minimal",
  });
  return { prisma, sent: () => sent.splice(0) };
}

/** PostgreSQL's types by number, as Prisma's drivers count them. */
const columnTypes: Readonly<Record<number, number>> = {
  16: 5,
  20: 1,
  21: 0,
  23: 0,
  25: 7,
  114: 11,
  1043: 7,
  1114: 10,
  1184: 10,
  1700: 4,
  3802: 11,
  701: 3,
  1009: 71,
  1007: 64,
};

function dataModelOf(schema: string): unknown {
  const { blocks } = parsePrisma(schema, "schema.prisma");
  const models = blocks.filter(({ keyword }) => keyword === "model");
  const enums = blocks.filter(({ keyword }) => keyword === "enum");
  const kindOf = ({ type }: PrismaField) =>
    models.some(({ name }) => name === type) ? "object" : enums.some(({ name }) => name === type) ? "enum" : "scalar";
  const mapped = (attributes: PrismaField["attributes"], name: string): string | null =>
    attributes.find((one) => one.name === name)?.arguments[0]?.value.kind === "string"
      ? (attributes.find((one) => one.name === name)!.arguments[0]!.value as { text: string }).text
      : null;
  const model = (block: PrismaBlock) => ({
    dbName: mapped(block.attributes, "map"),
    fields: block.fields.map((field) => ({
      name: field.name,
      kind: kindOf(field),
      type: field.type,
      isList: field.list,
      isRequired: !field.optional,
      dbName: mapped(field.attributes, "map"),
      ...(kindOf(field) === "object" ? { relationName: "relation" } : {}),
    })),
  });
  return {
    models: Object.fromEntries(models.map((block) => [block.name, model(block)])),
    enums: Object.fromEntries(
      enums.map((block) => [
        block.name,
        { values: block.fields.map(({ name }) => ({ name, dbName: null })), dbName: null },
      ]),
    ),
    types: {},
  };
}
