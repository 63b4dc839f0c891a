import { labelled } from "./labelled.ts";

const before =
  'import type { Request } from "express"; import { type Kysely, sql } from "kysely"; declare const k: Kysely<any>; import { order } from "./out-of-sight";';

labelled("raw text in a builder of kysely", { before }, [
  [
    "what rows are sorted by",
    'export const f = (sort: string) => k.selectFrom("parts").select("id").orderBy(sql.raw(«sort»)).execute();',
  ],
  [
    "a name and a direction",
    'export const f = (q: { sort: string; dir: string }) => k.selectFrom("parts").select("id").orderBy(sql.raw(«q.sort» + " " + «q.dir»)).execute();',
  ],
  [
    "of a request",
    'export const f = (req: Request) => k.selectFrom("parts").select("id").orderBy(sql.raw(String(«req.query.sort»))).execute();',
  ],
  [
    "a direction of a request",
    'export const f = (req: Request) => k.selectFrom("parts").select("id").orderBy("id", sql.raw(`${«req.query.dir»}`)).execute();',
  ],
  [
    "a condition",
    'export const f = (name: string) => k.selectFrom("parts").select("id").where(sql.raw(`name = \'${«name»}\'`)).execute();',
  ],
  [
    "a value",
    'export const f = (name: string) => k.selectFrom("parts").select("id").where("name", "=", sql.raw(`\'${«name»}\'`)).execute();',
  ],
  [
    "in a tag in a builder",
    'export const f = (name: string) => k.selectFrom("parts").select("id").where(sql<boolean>`name = ${sql.raw(`\'${«name»}\'`)}`).execute();',
  ],
  [
    "in a tag that sorts",
    'export const f = (sort: string) => k.selectFrom("parts").select("id").orderBy(sql`${sql.raw(«sort»)} desc`).execute();',
  ],
  [
    "a table of a request",
    'export const f = (req: Request) => k.selectFrom(sql.raw(«req.query.t») as any).select("id").execute();',
  ],
  [
    "a name that kysely quotes",
    'export const f = (sort: string) => k.selectFrom("parts").select("id").orderBy(sql.ref(sort)).execute();',
  ],
  [
    "a constant",
    'export const f = (old: boolean) => k.selectFrom("parts").select("id").orderBy(sql.raw(old ? "id desc" : "id")).execute();',
  ],
  [
    "checked",
    'export const f = (sort: string) => { if (!["id", "name"].includes(sort)) throw new Error(); return k.selectFrom("parts").select("id").orderBy(sql.raw(sort)).execute(); };',
  ],
  [
    "a union",
    'export const f = (dir: "asc" | "desc") => k.selectFrom("parts").select("id").orderBy("id", sql.raw(dir)).execute();',
  ],
  ["what is not known", 'export const f = () => k.selectFrom("parts").select("id").orderBy(sql.raw(order)).execute();'],
  [
    "a value of a tag",
    'export const f = (name: string) => k.selectFrom("parts").select("id").where(sql<boolean>`name = ${name}`).execute();',
  ],
]);
