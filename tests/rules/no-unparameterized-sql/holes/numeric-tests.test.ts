import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';
const find = (hole: string): string => `pool.query(\`SELECT id FROM ports WHERE id = \${${hole}}\`)`;

labelled("a text that was found to be a number holds no SQL", { before }, [
  ["compared as a number", `export const f = (id: string) => Number(id) > 0 ? ${find("id")} : null;`],
  ["the number on the left", `export const f = (id: string) => 0 <= Number(id) ? ${find("id")} : null;`],
  ["converted by the comparison", `export const f = (id: string) => id > 0 ? ${find("id")} : null;`],
  ["equal to a number", `export const f = (id: string) => Number(id) === 7 ? ${find("id")} : null;`],
  ["true as a number", `export const f = (id: string) => Number(id) && ${find("id")};`],
  ["with a plus", `export const f = (id: string) => { if (+id) return ${find("id")}; };`],
  ["isNaN, thrown", `export const f = (id: string) => { if (isNaN(Number(id))) throw new Error(); ${find("id")}; };`],
  ["isNaN converts by itself", `export const f = (id: any) => { if (isNaN(id)) return; ${find("id")}; };`],
  ["Number.isNaN", `export const f = (id: string) => { if (Number.isNaN(+id)) return; ${find("id")}; };`],
  ["isFinite", `export const f = (id: any) => { if (!isFinite(id)) return; ${find("id")}; };`],
  ["Number.isInteger", `export const f = (id: string) => { if (!Number.isInteger(+id)) return; ${find("id")}; };`],
  ["typeof", `export const f = (id: any) => { if (typeof id !== "number") return; ${find("id")}; };`],
  ["typeof bigint", `export const f = (id: any) => typeof id === "bigint" && ${find("id")};`],
  [
    "in a piece of the text",
    "export const f = (o: any) => pool.query(`SELECT id FROM ports WHERE true ${Number(o.id) > 0 ? `AND id = ${o.id}` : ''}`);",
  ],
  [
    "of a request",
    `export const f = (req: any, res: any) => { if (isNaN(req.query.id)) return; ${find("req.query.id")}; };`,
  ],
]);

labelled("what says nothing of the whole text", { before }, [
  ["parseInt", `export const f = (id: string) => { if (isNaN(parseInt(id, 10))) return; ${find("«id»")}; };`],
  ["parseFloat", `export const f = (id: string) => parseFloat(id) > 0 ? ${find("«id»")} : null;`],
  ["Number.isNaN of a text", `export const f = (id: string) => { if (Number.isNaN(id)) return; ${find("«id»")}; };`],
  ["the other way round", `export const f = (id: string) => Number(id) > 0 ? null : ${find("«id»")};`],
  [
    "a comparison that NaN fails",
    `export const f = (id: string) => { if (Number(id) <= 0) return; ${find("«id»")}; };`,
  ],
  ["compared with a text", `export const f = (id: string) => id > "a" ? ${find("«id»")} : null;`],
  ["another value", `export const f = (id: string, n: string) => Number(n) > 0 ? ${find("«id»")} : null;`],
  ["typeof string", `export const f = (id: any) => { if (typeof id !== "string") return; ${find("«id»")}; };`],
  ["no number", `export const f = (id: string) => Number(id) !== 7 ? ${find("«id»")} : null;`],
]);

labelled("numbers that the program counts", { before }, [
  [
    "from one round to the next",
    "export const f = async () => { let at; for (;;) { at = at ? at + 50 : 0; await pool.query(`SELECT id FROM ports OFFSET ${at}`); } };",
  ],
  [
    "step by step",
    "export const f = async () => { let at = 0; for (;;) { await pool.query(`SELECT id FROM ports OFFSET ${at}`); at += 50; } };",
  ],
  [
    "beside a number, with one for a default",
    "export const f = (o: any) => pool.query(`SELECT id FROM ports WHERE left_at > now() - interval '${(o.hours || 0) + Math.ceil(o.minutes / 60)} hours'`);",
  ],
]);

labelled("texts that are put together in the same way", { before }, [
  [
    "something else is assigned, too",
    "export const f = async (more: string) => { let at: any = 0; if (more) at = more; await pool.query(`SELECT id FROM ports OFFSET ${«at»}`); };",
  ],
  [
    "a request's, with a number for a default",
    "export const f = (req: any, res: any) => pool.query(`SELECT id FROM ports OFFSET ${«(req.query.at || 0) + 1»}`);",
  ],
  ["no number beside it", "export const f = (o: any) => pool.query(`SELECT id FROM ports OFFSET ${«o.at || 0»}`);"],
]);
