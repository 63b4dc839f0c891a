import { describe, expect, it } from "vitest";
import { catalogOfModels, namesOf } from "./catalog-of-models.ts";
import type { Files } from "../../../project-folder.ts";

// Types of rows are not made by a tool that emits SQL: what they say is held by hand.
const columns = (kind: string, files: Files, table: string, models?: readonly string[]) => {
  const found = catalogOfModels(kind, files, models).relations.get(table);
  return found?.kind === "table"
    ? found.columns.map(
        ({ name, type, nullable, hasDefault, generated }) =>
          `${name} ${type}${nullable ? "" : " not null"}${hasDefault ? " default" : ""}${generated ? " generated" : ""}`,
      )
    : found?.columns;
};

describe("kysely's interfaces", () => {
  const generated = `
    import type { ColumnType } from "kysely";
    export type Generated<T> = T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
    export type Int8 = ColumnType<string, bigint | number | string, bigint | number | string>;
    export type Timestamp = ColumnType<Date, Date | string, Date | string>;
    export interface Users { id: Generated<Int8>; email: string; deleted_at: Timestamp | null; created_at: Generated<Timestamp>; is_active: Generated<boolean>; kind: "a" | "b"; }
    export interface Events { at: Timestamp; }
    export interface DB { users: Users; "audit.events": Events; }`;
  it("are read as kysely-codegen writes them", () => {
    expect(columns("kysely types", { "db.d.ts": generated }, "public.users")).toEqual([
      "id unknown not null default",
      "email unknown not null",
      "deleted_at timestamp with time zone",
      "created_at timestamp with time zone not null default",
      "is_active boolean not null default",
      "kind unknown not null",
    ]);
    expect(columns("kysely types", { "db.d.ts": generated }, "audit.events")).toEqual([
      "at timestamp with time zone not null",
    ]);
  });
  it("are found in what Kysely is given, in parts and across files", () => {
    const files = {
      "tables/post.ts":
        'import type { GeneratedAlways, ColumnType } from "kysely";\nexport const tableName = "post";\ninterface Stamped { createdAt: ColumnType<Date, string | undefined, never>; }\nexport interface Post extends Stamped { uri: string; removed: boolean | null; sortAt: GeneratedAlways<string>; note?: string; }\nexport type PartialDB = { [tableName]: Post };',
      "schema.ts":
        'import type * as post from "./tables/post.js";\nimport { Tag } from "./tag";\nexport type Schema = post.PartialDB & { tag: Tag };',
      "tag.ts": "export type Tag = { name: string };",
      "db.ts":
        'import { Kysely } from "kysely";\nimport type { Schema } from "./schema";\nexport const db = new Kysely<Schema>({ dialect });',
    };
    expect(columns("kysely types", files, "public.post", ["db.ts"])).toEqual([
      "createdAt timestamp with time zone not null default",
      "uri unknown not null",
      "removed boolean",
      "sortAt unknown not null generated",
      "note unknown",
    ]);
    expect(columns("kysely types", files, "public.tag", ["db.ts"])).toEqual(["name unknown not null"]);
  });
  it("are named as the database has it where CamelCasePlugin translates", () => {
    const catalog = catalogOfModels("kysely types", {
      "db.ts":
        'import { CamelCasePlugin, Kysely } from "kysely";\ninterface DB { userFiles: { deletedAt: Date | null } }\nexport const db = new Kysely<DB>({ dialect, plugins: [new CamelCasePlugin()] });',
    });
    expect(namesOf(catalog)).toEqual({ user_files: "userFiles", "user_files.deleted_at": "deletedAt" });
  });
  it("tell a table whose columns cannot be followed", () => {
    const catalog = catalogOfModels("kysely types", {
      "db.ts":
        'import { Kysely } from "kysely";\nimport { Outside } from "elsewhere";\ninterface DB { a: { id: string };\n  b: Outside }\nexport const db = new Kysely<DB>({ dialect });',
    });
    expect(catalog.problems.map(({ line, message }) => [line, message])).toEqual([
      [4, 'the columns of "b" could not be told'],
    ]);
    expect([...catalog.relations.keys()]).toEqual(["public.a"]);
  });
});

it("Supabase's generated types give tables, views and enums", () => {
  const files = {
    "types.ts": `
    export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[]
    export type Database = {
      public: {
        Tables: {
          users: {
            Row: { id: string; active: boolean; mood: Database["public"]["Enums"]["mood"] | null; full: string | null; at: string }
            Insert: { id?: string; active?: boolean; mood?: Database["public"]["Enums"]["mood"] | null; full?: never; at: string }
            Update: { id?: string }
            Relationships: []
          }
        }
        Views: { recent: { Row: { id: string | null; at: string | null } } }
        Functions: { [_ in never]: never }
        Enums: { mood: "good" | "bad" }
      }
    }`,
  };
  expect(columns("supabase types", files, "public.users")).toEqual([
    "id unknown not null default",
    "active boolean not null default",
    "mood mood",
    "full unknown generated",
    "at unknown not null",
  ]);
  expect(columns("supabase types", files, "public.recent")).toEqual(["id", "at"]);
  expect(catalogOfModels("supabase types", files).types?.get("public.mood")?.labels).toEqual(["good", "bad"]);
});

it("Zapatos's generated namespaces give the database's own types", () => {
  const files = {
    "schema.d.ts": `
    declare module 'zapatos/schema' {
      export namespace users {
        export type Table = 'users';
        export interface Selectable {
          /**
          * **users.id**
          * - \`int8\` in database
          * - \`NOT NULL\`, default: \`nextval('users_id_seq'::regclass)\`
          */
          id: db.Int8String;
          /**
          * **users.deleted_at**
          * - \`timestamptz\` in database
          * - Nullable, no default
          */
          deleted_at: Date | null;
        }
        export interface Insertable { id?: db.Int8String; deleted_at?: Date | null; }
      }
    }`,
  };
  expect(columns("zapatos types", files, "public.users")).toEqual([
    "id bigint not null default",
    "deleted_at timestamp with time zone",
  ]);
});
