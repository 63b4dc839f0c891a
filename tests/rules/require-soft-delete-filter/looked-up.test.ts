import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  schema: `
    CREATE TABLE owners (id bigint PRIMARY KEY);
    CREATE TABLE boxes (
      id bigint PRIMARY KEY,
      slug text NOT NULL UNIQUE,
      code text,
      title text NOT NULL,
      state text NOT NULL,
      owner_id bigint REFERENCES owners (id),
      deleted_at timestamptz
    );
    CREATE TABLE labels (box_id bigint REFERENCES boxes (id), text text);
    CREATE UNIQUE INDEX live_codes ON boxes (code) WHERE deleted_at IS NULL;
  `,
});

const access = `import { Pool } from "pg";
const pool = new Pool();
export async function mayOpen(boxId: string, owner: string) {
  const { rows } = await pool.query("SELECT 1 FROM boxes WHERE id = $1 AND owner_id = $2 AND deleted_at IS NULL", [boxId, owner]);
  return rows.length > 0;
}
export async function requireBox({ box, owner }: { box: { id: string }; owner: string }) {
  if (!(await mayOpen(box.id, owner))) throw new Error("no such box");
}
export async function seen(boxId: string) {
  const { rows } = await pool.query("SELECT 1 FROM boxes WHERE id = $1", [boxId]);
  return rows.length > 0;
}
`;

describe("a row that was looked up before, by the same key", () => {
  valid(
    "in a function that is asked first",
    ts`
    import { Pool } from "pg";
    import { mayOpen } from "./access";
    const pool = new Pool();
    export async function rename(input: { boxId: string }, owner: string) {
      const { boxId } = input;
      const allowed = await mayOpen(input.boxId, owner);
      if (!allowed) throw new Error("forbidden");
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [boxId]);
    }
    export const open = async (id: string, owner: string) => {
      if (await mayOpen(id, owner)) return await pool.query("SELECT title FROM boxes WHERE id = $1", [Number(id)]);
      return null;
    };
  `,
    { files: { "access.ts": access } },
  );

  valid(
    "in one that throws, and through another",
    ts`
    import { Pool } from "pg";
    import { requireBox } from "./access";
    const pool = new Pool();
    export async function title(box: { id: string }, owner: string) {
      await requireBox({ box, owner });
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [box.id]);
    }
  `,
    { files: { "access.ts": access } },
  );

  invalid(
    "which counts for that key, that answer and live rows only",
    ts`
    import { Pool } from "pg";
    import { mayOpen, requireBox, seen } from "./access";
    const pool = new Pool();
    export async function another(id: string, other: string, owner: string) {
      if (!(await mayOpen(id, owner))) throw new Error("forbidden");
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [other]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
    export async function unheard(id: string, owner: string) {
      await mayOpen(id, owner);
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
    export async function refused(id: string, owner: string) {
      if (await mayOpen(id, owner)) throw new Error("yours already");
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
    export async function perhaps(id: string, owner: string, strict: boolean) {
      if (strict) await requireBox({ box: { id }, owner });
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
    export async function anyRow(id: string) {
      if (!(await seen(id))) throw new Error("not found");
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
    export async function another2(id: string, owner: string) {
      if (!(await mayOpen(id, owner))) throw new Error("forbidden");
      return await pool.query("SELECT title FROM boxes WHERE owner_id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
  `,
    { files: { "access.ts": access } },
  );

  const titleOf = ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function titleOf({ id }: { id: string }) {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
    }
  `;
  const page = (body: string) =>
    `import { Pool } from "pg";\nimport { titleOf } from "./code";\nimport { mayOpen } from "./access";\nconst pool = new Pool();\n${body}\n`;
  valid("by every caller", titleOf, {
    files: {
      "access.ts": access,
      "page.ts": page(
        `export async function page(id: string) {\n  if (!(await mayOpen(id, "1"))) return null;\n  return titleOf({ id });\n}`,
      ),
      "list.ts": page(
        `export async function list() {\n  const { rows } = await pool.query("SELECT id FROM boxes WHERE deleted_at IS NULL");\n  return await Promise.all(rows.map((box) => titleOf({ id: box.id })));\n}`,
      ),
    },
  });
  invalid(
    "but not by this caller",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function titleOf({ id }: { id: string }) {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    }
  `,
    {
      files: {
        "access.ts": access,
        "page.ts": page(
          `export async function page(id: string) {\n  if (!(await mayOpen(id, "1"))) return null;\n  return titleOf({ id });\n}`,
        ),
        "other.ts": page(`export const other = (id: string) => titleOf({ id });`),
      },
    },
  );

  valid(
    "by what stands before it in a router",
    ts`
    import { Pool } from "pg";
    import express from "express";
    import { mayOpen } from "./access";
    const pool = new Pool();
    const router = express.Router();
    async function findBox(req: any, res: any, next: () => void) {
      const { id } = req.params;
      const { rows } = await pool.query("SELECT id FROM boxes WHERE id = $1 AND deleted_at IS NULL", [id]);
      if (rows.length === 0) return res.sendStatus(404);
      next();
    }
    router.get("/boxes/:id", findBox, async (req, res) => {
      const { rows } = await pool.query("SELECT title FROM boxes WHERE id = $1", [req.params.id]);
      res.json(rows[0]);
    });
    declare const base: any;
    const ofBox = base.use(async ({ input, next }: any) => {
      if (!(await mayOpen(input.boxId, "1"))) throw new Error("forbidden");
      return next();
    });
    export const title = ofBox.query(async ({ input }: any) => {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [input.boxId]);
    });
  `,
    { files: { "access.ts": access } },
  );
  invalid(
    "which looks at what else it is given",
    ts`
    import { Pool } from "pg";
    import { mayOpen } from "./access";
    const pool = new Pool();
    declare const base: any;
    const ofBox = base.use(async ({ input, next }: any) => {
      if (!(await mayOpen(input.parentId, "1"))) throw new Error("forbidden");
      return next();
    });
    export const title = ofBox.query(async ({ input }: any) => {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [input.boxId]);
                                                 ~~~~~ unfilteredRead: "boxes"
    });
  `,
    { files: { "access.ts": access } },
  );

  valid(
    "by what has just written it",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function add(slug: string) {
      const [box] = await sql\`INSERT INTO boxes (slug) VALUES (\${slug}) RETURNING id\`;
      return await sql\`SELECT id, title FROM boxes WHERE id = \${box.id}\`;
    }
    export async function rename(id: string, title: string) {
      await sql\`UPDATE boxes SET title = \${title} WHERE id = \${id}\`;
      return await sql\`SELECT id, title FROM boxes WHERE id = \${id}\`;
    }
  `,
  );
  invalid(
    "and may be told once where it is read twice",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function twice(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      if (!box) throw new Error("not found");
      return await sql\`SELECT id, title FROM boxes WHERE id = \${id}\`;
    }
    export async function otherwise(id: string, title: string, all: boolean) {
      if (all) await sql\`UPDATE boxes SET title = \${title} WHERE id = \${id}\`;
      return await sql\`SELECT id, title FROM boxes WHERE id = \${id}\`;
                                              ~~~~~ unfilteredRead: "boxes"
    }
  `,
  );
});

describe("a unique key", () => {
  valid(
    "that is taken, be it by a deleted row",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function add(slug: string) {
      const [taken] = await sql\`SELECT id FROM boxes WHERE slug = \${slug}\`;
      if (taken) throw new Error("taken");
      await sql\`INSERT INTO boxes (slug) VALUES (\${slug})\`;
    }
    export async function rename(id: string, slug: string) {
      const rows = await sql\`SELECT id FROM boxes WHERE slug = \${slug}\`;
      const other = rows.at(0);
      if (other && other.id !== id) return { status: 409 };
      return await sql\`UPDATE boxes SET slug = \${slug} WHERE id = \${id}\`;
    }
    const isTaken = async (slug: string) => (await sql\`SELECT 1 FROM boxes WHERE slug = \${slug}\`).length > 0;
    export async function free(name: string) {
      for (let n = 0; ; n++) {
        if (!(await isTaken(name + n))) return name + n;
      }
    }
    export async function check(slug: string) {
      if (await isTaken(slug)) throw new Error("taken");
    }
  `,
  );
  invalid(
    "of live rows only, a row that must be there, and what is no key",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function add(code: string) {
      const [taken] = await sql\`SELECT id FROM boxes WHERE code = \${code}\`;
                                                ~~~~~ unfilteredRead: "boxes"
      if (taken) throw new Error("taken");
    }
    export async function open(slug: string) {
      const [box] = await sql\`SELECT id, state FROM boxes WHERE slug = \${slug}\`;
                                                     ~~~~~ unfilteredRead: "boxes"
      if (!box) throw new Error("not found");
      if (box.state) throw new Error("closed");
      return box;
    }
    export async function named(title: string) {
      const [box] = await sql\`SELECT id FROM boxes WHERE title = \${title}\`;
                                              ~~~~~ unfilteredRead: "boxes"
      if (box) throw new Error("taken");
    }
  `,
  );
});

describe("rows that are handed from one owner to another", () => {
  valid(
    "are deleted ones as well",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const merge = (from: string, to: string) => sql\`UPDATE boxes SET owner_id = \${to} WHERE owner_id = \${from}\`;
    export const leave = (ids: string[]) => sql\`UPDATE boxes SET owner_id = NULL, state = 'free' WHERE owner_id IN (\${ids[0]!}, \${ids[1]!})\`;
    export const adopt = (id: string) => sql\`UPDATE boxes SET owner_id = \${id} WHERE owner_id IS NULL\`;
  `,
  );
  invalid(
    "which a change of anything else is not",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const close = () => sql\`UPDATE boxes SET state = 'closed' WHERE state = 'open'\`;
                                           ~~~~~ unfilteredUpdate: "boxes"
    export const close2 = (id: string) => sql\`UPDATE boxes SET state = 'closed' WHERE owner_id = \${id}\`;
                                                      ~~~~~ unfilteredUpdate: "boxes"
    export const give = (id: string) => sql\`UPDATE boxes SET owner_id = \${id} WHERE state = 'open'\`;
                                                    ~~~~~ unfilteredUpdate: "boxes"
  `,
  );
});

describe("the names around a statement", () => {
  valid(
    "may say that deleted rows are meant",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    declare const run: any;
    export const listIncludingDeleted = () => run(() => sql\`SELECT id, title FROM boxes\`);
    export const boxes = { withDeleted: (id: string) => run(async () => await sql\`SELECT title FROM boxes WHERE id = \${id}\`) };
    export class BoxPurge {
      async of(owner: string) {
        return await sql\`SELECT id FROM boxes WHERE owner_id = \${owner}\`;
      }
    }
  `,
  );
  invalid(
    "which that of a variable, a property or a callee does not",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function list() {
      const restore = await sql\`SELECT id, title FROM boxes\`;
                                                       ~~~~~ unfilteredRead: "boxes"
      return { restore };
    }
  `,
  );
});

describe("rows that are chosen by a list of keys", () => {
  valid(
    "and changed",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const close = (ids: string[]) => sql\`UPDATE boxes SET state = 'closed' WHERE id = ANY(\${ids})\`;
    export const open = (one: string, other: string) => sql\`UPDATE boxes SET state = 'open' WHERE id IN (\${one}, \${other})\`;
  `,
  );
  invalid(
    "are chosen for being changed by nothing else",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const close = (owners: string[]) => sql\`UPDATE boxes SET state = 'closed' WHERE owner_id = ANY(\${owners})\`;
                                                           ~~~~~ unfilteredUpdate: "boxes"
    export const others = (ids: string[]) => sql\`UPDATE boxes SET state = 'closed' WHERE id <> ALL(\${ids})\`;
                                                         ~~~~~ unfilteredUpdate: "boxes"
  `,
  );
});

describe("a row that a framework's functions hand on", () => {
  const auth = (where: string) => `import { Pool } from "pg";
const pool = new Pool();
declare const t: any;
const signedIn = t.middleware(async ({ ctx, next }: any) => {
  const { rows } = await pool.query("SELECT id, title FROM boxes WHERE id = $1 ${where}", [ctx.session.boxId]);
  const box = rows[0];
  if (!box) throw new Error("unauthorized");
  return next({ ctx: { box } });
});
export const procedure = t.procedure.use(signedIn);
export const check = async (req: any, res: any, next: any) => {
  const { rows } = await pool.query("SELECT id FROM boxes WHERE id = $1 ${where}", [req.session.boxId]);
  req.box = rows[0];
  next();
};
`;
  valid(
    "is a live one where they looked it up among such",
    ts`
    import { Pool } from "pg";
    import { check, procedure } from "./auth";
    const pool = new Pool();
    declare const router: any;
    export const title = procedure.input({}).query(async ({ ctx }: any) => {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [ctx.box.id]);
    });
    router.get("/", check, async (req: any, res: any) => {
      res.json(await pool.query("SELECT title FROM boxes WHERE id = $1", [req.box.id]));
    });
  `,
    { files: { "auth.ts": auth("AND deleted_at IS NULL") } },
  );
  invalid(
    "and is not, where they did not, or hand on another",
    ts`
    import { Pool } from "pg";
    import { procedure } from "./auth";
    const pool = new Pool();
    export const title = procedure.input({}).query(async ({ ctx }: any) => {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [ctx.box.id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    });
    export const title2 = procedure.input({}).query(async ({ ctx }: any) => {
      return await pool.query("SELECT title FROM boxes WHERE id = $1", [ctx.other.id]);
                                                 ~~~~~ unfilteredRead: "boxes"
    });
  `,
    { files: { "auth.ts": auth("") } },
  );
});

describe("a row that the program can do without", () => {
  valid(
    "may be a deleted one",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function label(id: string) {
      const [box] = await sql\`SELECT title FROM boxes WHERE id = \${id}\`;
      return { id, title: box?.title ?? "Untitled" };
    }
    export async function state(id: string) {
      const rows = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
      const state = rows[0] ? rows[0].state : null;
      const title = rows[0]?.title || "none";
      return [state, title];
    }
  `,
  );
  valid(
    "and what is done besides, by whoever gets it",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    declare const send: (title: string) => Promise<void>;
    export async function tell(id: string, owner: string) {
      const [box] = await sql\`SELECT title FROM boxes WHERE id = \${id} AND owner_id = \${owner}\`;
      if (box && box.title !== "") await send(box.title);
      return true;
    }
    export async function link(id: string) {
      const [box] = await sql\`SELECT title FROM boxes WHERE id = \${id}\`;
      return box ? format(box) : "/";
    }
    declare function format(box: unknown): string;
    async function found(id: string) {
      const [box] = await sql\`SELECT title FROM boxes WHERE id = \${id}\`;
      return box;
    }
    export async function label(id: string) {
      const box = await found(id);
      return box?.title ?? "Untitled";
    }
  `,
  );
  invalid(
    "which is not so where somebody who gets it must have it, or the program takes another way with it",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    async function found(id: string) {
      const [box] = await sql\`SELECT title FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      return box;
    }
    export async function label(id: string) {
      const box = await found(id);
      return box?.title ?? "Untitled";
    }
    export async function open(id: string) {
      const box = await found(id);
      if (!box) throw new Error("no such box");
      return box.title;
    }
    export async function enter(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      if (!box?.state) return "go away";
      return "welcome";
    }
    export async function either(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      if (box) console.log("welcome");
      else console.log("who are you?");
    }
  `,
  );
  invalid(
    "which is not so where more is asked than its id, where it decides, is handed on, must be there, or is one of many",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    declare const send: (box: unknown) => void;
    export async function open(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      if (box?.state === "open") return true;
      return box?.state;
    }
    export async function handOn(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      send(box);
      return box?.state;
    }
    export async function must(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      return box.state;
    }
    export async function good(id: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE id = \${id} AND state <> 'closed'\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      return box?.state ?? "none";
    }
    export async function typed(slug: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE slug = \${slug}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      return box?.state ?? "none";
    }
    export async function many(owner: string) {
      const [box] = await sql\`SELECT state FROM boxes WHERE owner_id = \${owner}\`;
                                                 ~~~~~ unfilteredRead: "boxes"
      return box?.state ?? "none";
    }
  `,
  );
});

describe("rows that a statement before has marked", () => {
  valid(
    "are asked for what became of them",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function close(owner: string, state: string) {
      await sql\`UPDATE boxes SET deleted_at = now() WHERE owner_id = \${owner} AND state = \${state}\`;
      return await sql\`SELECT id FROM boxes WHERE owner_id = \${owner} AND state = \${state} AND title = 'x'\`;
    }
  `,
  );
  invalid(
    "which others are not",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function close(owner: string, state: string) {
      await sql\`UPDATE boxes SET deleted_at = now() WHERE owner_id = \${owner} AND state = \${state}\`;
      return await sql\`SELECT id FROM boxes WHERE owner_id = \${owner}\`;
                                       ~~~~~ unfilteredRead: "boxes"
    }
    export async function change(owner: string) {
      await sql\`UPDATE boxes SET deleted_at = NULL WHERE owner_id = \${owner}\`;
      return await sql\`SELECT id FROM boxes WHERE owner_id = \${owner}\`;
                                       ~~~~~ unfilteredRead: "boxes"
    }
    export async function list(owner: string) {
      return await sql\`SELECT id FROM boxes WHERE owner_id = \${owner}\`;
                                       ~~~~~ unfilteredRead: "boxes"
    }
  `,
  );
});

describe("rows that are removed for good", () => {
  valid(
    "are looked for among all",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function clean(state: string) {
      const rows = await sql\`SELECT slug FROM boxes WHERE state = \${state}\`;
      for (const row of rows) await sql\`DELETE FROM boxes WHERE slug = \${row.slug}\`;
    }
  `,
  );
  invalid(
    "and those of another table's rows are not",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function clean(state: string) {
      const rows = await sql\`SELECT id FROM boxes WHERE state = \${state}\`;
                                             ~~~~~ unfilteredRead: "boxes"
      for (const row of rows) await sql\`DELETE FROM owners WHERE id = \${row.id}\`;
    }
  `,
  );
});

describe("what a comment says of a statement", () => {
  valid(
    "counts as the name of a function does",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function list() {
      // All of them, including
      // soft-deleted ones.
      return await sql\`SELECT id, title FROM boxes\`;
    }
  `,
  );
  invalid(
    "where it says so",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function list() {
      // All of them, never including deleted ones.
      return await sql\`SELECT id, title FROM boxes\`;
                                              ~~~~~ unfilteredRead: "boxes"
    }
  `,
  );
});

describe("rows that are restored", () => {
  valid(
    "by an INSERT that meets them",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function put(slug: string, title: string) {
      const before = await sql\`SELECT id, title FROM boxes WHERE slug = \${slug}\`;
      await sql\`INSERT INTO boxes (slug, title) VALUES (\${slug}, \${title}) ON CONFLICT (slug) DO UPDATE SET deleted_at = NULL\`;
      return before;
    }
  `,
  );
  invalid(
    "where it does, and in the same function",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function put(slug: string, title: string) {
      const before = await sql\`SELECT id, title FROM boxes WHERE slug = \${slug}\`;
                                                      ~~~~~ unfilteredRead: "boxes"
      await sql\`INSERT INTO boxes (slug, title) VALUES (\${slug}, \${title}) ON CONFLICT (slug) DO UPDATE SET title = excluded.title\`;
      return before;
    }
    export const revive = (slug: string) =>
      sql\`INSERT INTO boxes (slug) VALUES (\${slug}) ON CONFLICT (slug) DO UPDATE SET deleted_at = NULL\`;
  `,
  );
  valid(
    "are found among all",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function upsert(title: string) {
      const [box] = await sql\`SELECT id FROM boxes WHERE title = \${title}\`;
      if (box) return await sql\`UPDATE boxes SET deleted_at = NULL, state = 'new' WHERE id = \${box.id}\`;
      return await sql\`INSERT INTO boxes (title) VALUES (\${title})\`;
    }
  `,
  );
  invalid(
    "and those that are changed otherwise are not",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export async function upsert(title: string) {
      const [box] = await sql\`SELECT id FROM boxes WHERE title = \${title}\`;
                                              ~~~~~ unfilteredRead: "boxes"
      if (box) return await sql\`UPDATE boxes SET state = 'new' WHERE id = \${box.id}\`;
      return await sql\`INSERT INTO boxes (title) VALUES (\${title})\`;
    }
  `,
  );
});

describe("a relation that says to whom rows belong", () => {
  valid(
    "is chosen elsewhere",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const labels = (owner: string) =>
      sql\`SELECT l.text FROM labels l WHERE EXISTS (SELECT 1 FROM boxes b WHERE b.id = l.box_id AND b.owner_id = \${owner})\`;
    export const owners = (box: string) =>
      sql\`SELECT o.id FROM owners o WHERE EXISTS (SELECT 1 FROM boxes b WHERE b.owner_id = o.id AND b.id = \${box})\`;
  `,
  );
  invalid(
    "which one is not that has rows of its own for others, or of which more is asked",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const owners = (id: string) =>
      sql\`SELECT o.id FROM owners o WHERE o.id = \${id} AND EXISTS (SELECT 1 FROM boxes b WHERE b.owner_id = o.id)\`;
                                                                                   ~~~~~ unfilteredRead: "boxes"
    export const labels = (title: string) =>
      sql\`SELECT l.text FROM labels l WHERE EXISTS (SELECT 1 FROM boxes b WHERE b.id = l.box_id AND b.title = \${title})\`;
                                                                   ~~~~~ unfilteredRead: "boxes"
    export const all = () =>
      sql\`SELECT l.text FROM labels l WHERE EXISTS (SELECT 1 FROM boxes b WHERE b.id = l.box_id AND b.state <> 'closed')\`;
                                                                   ~~~~~ unfilteredRead: "boxes"
  `,
  );
});
