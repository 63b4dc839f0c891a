/** Declarations of client libraries that are not installed, or that have to be generated: as much of their own as row types need. */
export const clientTypes: Readonly<Record<string, string>> = {
  "pg-promise": `
declare module "pg-promise" {
  interface Database {
    any<T = any>(query: string, values?: unknown): Promise<T[]>;
    many<T = any>(query: string, values?: unknown): Promise<T[]>;
    manyOrNone<T = any>(query: string, values?: unknown): Promise<T[]>;
    one<T = any>(query: string, values?: unknown): Promise<T>;
    oneOrNone<T = any>(query: string, values?: unknown): Promise<T | null>;
  }
  export default function pgPromise(options?: unknown): (connection: unknown) => Database;
}
`,
  pg: `
declare module "pg" {
  export interface QueryResultRow {
    [column: string]: any;
  }
  export interface QueryResult<R extends QueryResultRow = any> {
    rows: R[];
    rowCount: number | null;
  }
  export interface QueryConfig<I = any[]> {
    text: string;
    values?: I;
    name?: string;
  }
  export class ClientBase {
    query<R extends QueryResultRow = any, I = any[]>(text: string | QueryConfig<I>, values?: I): Promise<QueryResult<R>>;
  }
  export class Client extends ClientBase {
    constructor(config?: unknown);
  }
  export interface PoolClient extends ClientBase {
    release(): void;
  }
  export class Pool {
    constructor(config?: unknown);
    connect(): Promise<PoolClient>;
    query<R extends QueryResultRow = any, I = any[]>(text: string | QueryConfig<I>, values?: I): Promise<QueryResult<R>>;
  }
  export const types: {
    setTypeParser(oid: number, parse: (value: string) => unknown): void;
    builtins: Readonly<Record<string, number>>;
  };
  export const defaults: { parseInt8?: boolean };
  const pg: { Pool: typeof Pool; Client: typeof Client; types: typeof types; defaults: typeof defaults };
  export default pg;
}
`,
  postgres: `
declare module "postgres" {
  type MaybeRow = object | undefined;
  interface Row {
    [column: string]: any;
  }
  type RowList<T extends readonly any[]> = T & { readonly count: number };
  interface PendingQuery<T extends readonly MaybeRow[]> extends Promise<RowList<T>> {
    simple(): this;
    execute(): this;
    cursor(rows?: number): AsyncIterable<NonNullable<T[number]>[]>;
    forEach(each: (row: NonNullable<T[number]>, result: unknown) => void): Promise<unknown>;
  }
  export interface Sql {
    <T extends readonly MaybeRow[] = Row[]>(text: TemplateStringsArray, ...values: readonly unknown[]): PendingQuery<T>;
    (value: unknown, ...rest: readonly unknown[]): { readonly helper: true };
    unsafe<T extends any[] = (Row & Iterable<Row>)[]>(text: string, values?: readonly unknown[]): PendingQuery<T>;
    array(values: readonly unknown[], type?: number): unknown;
    begin<T>(work: (sql: Sql) => T | Promise<T>): Promise<T>;
  }
  interface Postgres {
    (options?: unknown, more?: unknown): Sql;
    camel: unknown;
    toCamel(name: string): string;
  }
  const postgres: Postgres;
  namespace postgres {
    type TransactionSql = Sql;
  }
  export default postgres;
}
`,
  "prisma-client": `
declare module "@prisma/client" {
  export class PrismaClient {
    $queryRaw<T = unknown>(text: TemplateStringsArray, ...values: unknown[]): Promise<T>;
    $queryRawUnsafe<T = unknown>(text: string, ...values: unknown[]): Promise<T>;
  }
}
`,
  slonik: `
declare module "slonik" {
  import type { z } from "zod";
  interface QuerySqlToken<T extends z.ZodType = z.ZodAny> {
    readonly parser: T;
    readonly sql: string;
  }
  interface Queries {
    any<T extends z.ZodType>(query: QuerySqlToken<T>): Promise<readonly z.infer<T>[]>;
    many<T extends z.ZodType>(query: QuerySqlToken<T>): Promise<readonly z.infer<T>[]>;
    maybeOne<T extends z.ZodType>(query: QuerySqlToken<T>): Promise<z.infer<T> | null>;
    one<T extends z.ZodType>(query: QuerySqlToken<T>): Promise<z.infer<T>>;
    query<T extends z.ZodType>(query: QuerySqlToken<T>): Promise<{ readonly rows: readonly z.infer<T>[] }>;
  }
  export interface DatabasePool extends Queries {
    connect<T>(work: (connection: Queries) => Promise<T>): Promise<T>;
    transaction<T>(work: (connection: Queries) => Promise<T>): Promise<T>;
  }
  export function createPool(uri: string, options?: unknown): Promise<DatabasePool>;
  export function createTypeParserPreset(): readonly unknown[];
  export function createBigintTypeParser(): unknown;
  export const sql: {
    type<T extends z.ZodType>(parser: T): (text: TemplateStringsArray, ...values: readonly unknown[]) => QuerySqlToken<T>;
    unsafe(text: TemplateStringsArray, ...values: readonly unknown[]): QuerySqlToken;
    fragment(text: TemplateStringsArray, ...values: readonly unknown[]): unknown;
  };
}
`,
};
