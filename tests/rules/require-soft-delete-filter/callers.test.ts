import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  schema: "CREATE TABLE boxes (id bigint PRIMARY KEY, title text NOT NULL, deleted_at timestamptz);",
});

const looks = `if (!box || box.deleted_at) throw new Error("not found");`;

describe("rows that a function gives back", () => {
  valid(
    "are looked at where it is called",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function getBox(id: string) {
      const { rows } = await pool.query("SELECT id, title, deleted_at FROM boxes WHERE id = $1", [id]);
      return rows[0];
    }
  `,
    {
      files: {
        "page.ts": `import { getBox } from "./code";\nexport async function page(id: string) {\n  const box = await getBox(id);\n  ${looks}\n  return box.title;\n}\n`,
      },
    },
  );

  valid(
    "are looked at by the callers of those who pass them on",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export class Boxes {
      async byId(id: string) {
        const [box] = await sql\`SELECT id, title, deleted_at FROM boxes WHERE id = \${id}\`;
        return { ...box, kind: "box" };
      }
    }
  `,
    {
      files: {
        "service.ts": `import { Boxes } from "./code";\nconst boxes = new Boxes();\nexport const load = (id: string) => boxes.byId(id);\n`,
        "page.ts": `import { load as loadBox } from "./service";\nexport async function page(id: string) {\n  const box = await loadBox(id);\n  ${looks}\n  return box.title;\n}\n`,
      },
    },
  );

  valid(
    "out of what wraps it, or runs it",
    ts`
    import postgres from "postgres";
    import { cache } from "react";
    const sql = postgres();
    const getBox = cache(async (id: string) => {
      const [box] = await sql\`SELECT id, title, deleted_at FROM boxes WHERE id = \${id}\`;
      return box;
    });
    export async function page(id: string) {
      const box = await getBox(id);
      if (!box || box.deleted_at) throw new Error("not found");
      return box.title;
    }
    export async function rename(id: string) {
      const box = await sql.begin(async (tx) => {
        const [found] = await tx\`SELECT id, title, deleted_at FROM boxes WHERE id = \${id}\`;
        return found;
      });
      if (box.deleted_at) throw new Error("not found");
      return box.title;
    }
  `,
  );

  const wrapped = ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function getBox(id: string) {
      const { rows } = await pool.query("SELECT id, title, deleted_at FROM boxes WHERE id = $1", [id]);
      return { box: rows[0], found: rows.length > 0 };
    }
  `;
  valid("in an object", wrapped, {
    files: {
      "page.ts": `import { getBox } from "./code";\nexport async function page(id: string) {\n  const { box } = await getBox(id);\n  ${looks}\n  return box.title;\n}\n`,
    },
  });
  valid("in an object that is kept", wrapped, {
    files: {
      "page.ts": `import { getBox } from "./code";\nexport async function page(id: string) {\n  const given = await getBox(id);\n  if (given.box.deleted_at) throw new Error("not found");\n  return given.box.title;\n}\n`,
    },
  });
  invalid(
    "in an object of which something else is looked at",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function getBox(id: string, deleted_at: Date) {
      const { rows } = await pool.query("SELECT id, title, deleted_at FROM boxes WHERE id = $1", [id]);
                                                                           ~~~~~ unfilteredRead: "boxes"
      return { box: rows[0], deleted_at };
    }
  `,
    {
      files: {
        "page.ts": `import { getBox } from "./code";\nexport async function page(id: string) {\n  const given = await getBox(id, new Date());\n  if (given.deleted_at) throw new Error("not found");\n  return given.box.title;\n}\n`,
      },
    },
  );

  invalid(
    "and at which no caller looks, or only that of another function",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function getBox(id: string) {
      const { rows } = await pool.query("SELECT id, title, deleted_at FROM boxes WHERE id = $1", [id]);
                                                                           ~~~~~ unfilteredRead: "boxes"
      return rows[0];
    }
  `,
    {
      files: {
        "page.ts": `import { getBox } from "./code";\nexport async function page(id: string) {\n  const box = await getBox(id);\n  if (!box) throw new Error("not found");\n  return box.title;\n}\n`,
        "others.ts": `export async function getBox(id: string) {\n  return { id, deleted_at: null };\n}\n`,
        "other.ts": `import { getBox } from "./others";\nexport async function page(id: string) {\n  const box = await getBox(id);\n  ${looks}\n  return box.id;\n}\n`,
      },
    },
  );
});
