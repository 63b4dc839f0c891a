import { describe, expect, it } from "vitest";
import { ways } from "./shown.ts";

const knex = 'import knexOf from "knex"; const knex = knexOf({ client: "pg" });\n';
const kysely = 'import { Kysely } from "kysely"; declare const db: Kysely<any>;\n';

/** The ways that the body of a function has, whose parameters are not known. */
function body(code: string, expected: readonly string[], before = knex): void {
  expect(ways(`${before}async function run(a: any, b: any, ids: any[], options: any) {\n${code}\n}`)).toEqual(
    [...expected].sort(),
  );
}

describe("a builder that is reassigned", () => {
  it("has a way with and one without a condition", () => {
    body(
      `let q = db.selectFrom("users"); if (a) q = q.where("id", "=", 1); probe(q)`,
      ['db.selectFrom("users")', 'db.selectFrom("users").where("id", "=", 1)'],
      kysely,
    );
  });
  it("has both branches, and each further one", () => {
    body(
      `let q = db.selectFrom("users"); if (a) q = q.where("x"); else if (b) q = q.where("y"); else q = q.where("z"); probe(q)`,
      ['db.selectFrom("users").where("x")', 'db.selectFrom("users").where("y")', 'db.selectFrom("users").where("z")'],
      kysely,
    );
  });
  it("decides the same condition alike, and its opposite", () => {
    body(
      `let q = db.selectFrom("users"); if (a) q = q.where("x"); if (!a) q = q.where("y"); probe(q)`,
      ['db.selectFrom("users").where("x")', 'db.selectFrom("users").where("y")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("users"); if (a === "all") q = q.where("x"); if (a !== "all") q = q.where("y"); probe(q)`,
      ['db.selectFrom("users").where("x")', 'db.selectFrom("users").where("y")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("users"); if (options.all) q = q.where("x"); else q = q.where("y"); if (options.all) q = q.limit(1); probe(q)`,
      ['db.selectFrom("users").where("x").limit(1)', 'db.selectFrom("users").where("y")'],
      kysely,
    );
  });
  it("takes one value of a variable to exclude another", () => {
    body(
      `let q = db.selectFrom("users"); if (a === "x") q = q.where("x"); if (a === "y") q = q.where("y"); probe(q)`,
      ['db.selectFrom("users")', 'db.selectFrom("users").where("x")', 'db.selectFrom("users").where("y")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("users"); if (a) q = q.where("x"); if (a === undefined) q = q.where("y"); probe(q)`,
      ['db.selectFrom("users")', 'db.selectFrom("users").where("x")', 'db.selectFrom("users").where("y")'],
      kysely,
    );
  });
  it("decides anew where the variable was written in between", () => {
    body(
      `let flag = a; let q = db.selectFrom("t"); if (flag) q = q.where("x"); flag = b; if (flag) q = q.where("y"); probe(q)`,
      [
        'db.selectFrom("t")',
        'db.selectFrom("t").where("x")',
        'db.selectFrom("t").where("x").where("y")',
        'db.selectFrom("t").where("y")',
      ],
      kysely,
    );
  });
  it("follows a switch, its fall through and its default", () => {
    body(
      `let q = db.selectFrom("t"); switch (a) { case 1: q = q.where("x"); break; case 2: case 3: q = q.where("y"); break; default: q = q.where("z") } probe(q)`,
      ['db.selectFrom("t").where("x")', 'db.selectFrom("t").where("y")', 'db.selectFrom("t").where("z")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); switch (a) { case 1: { q = q.where("x"); break; } } probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
      kysely,
    );
  });
  it("goes only the ways that get to it", () => {
    body(
      `let q = db.selectFrom("t"); if (a) throw new Error(); q = q.where("x"); probe(q)`,
      ['db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); if (a) { return null; } q = q.where("x"); if (a) q = q.where("never"); probe(q)`,
      ['db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); if (a) { q = q.where("x"); probe(q); } else { q = q.where("y") }`,
      ['db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); if (a && b) { if (!b) q = q.where("never"); probe(q); }`,
      ['db.selectFrom("t")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); switch (a) { case 1: q = q.where("x"); break; default: throw new Error() } probe(q)`,
      ['db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); switch (a) { case 1: q = q.where("x"); break; default: return null } q = q.limit(1); probe(q)`,
      ['db.selectFrom("t").where("x").limit(1)'],
      kysely,
    );
  });
  it("is what the branch of a ternary or && makes it", () => {
    body(
      `const q = a ? db.selectFrom("t").where("x") : db.selectFrom("t"); probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); q = a ? q.where("x") : q; probe(q.limit(1))`,
      ['db.selectFrom("t").limit(1)', 'db.selectFrom("t").where("x").limit(1)'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); a && (q = q.where("x")); probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
      kysely,
    );
  });
  it("is nothing until it is assigned", () => {
    body(
      `let q; if (a) q = db.selectFrom("t"); else q = db.selectFrom("u"); probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("u")'],
      kysely,
    );
    body(`let q: any; try { q = db.selectFrom("t"); } catch { return } probe(q)`, ['db.selectFrom("t")'], kysely);
  });
  it("has the condition of a loop once or not at all", () => {
    body(
      `let q = db.selectFrom("t"); for (const id of ids) q = q.where("id", "=", id); probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("id", "=", ?)'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); for (const id of ids) { if (!id) continue; q = q.where("x") } probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
      kysely,
    );
    body(
      `let q = db.selectFrom("t"); ids.forEach((id) => { q = q.where("x") }); probe(q)`,
      ['db.selectFrom("t")', 'db.selectFrom("t").where("x")'],
      kysely,
    );
  });
  it("is as it was in the statement that reads it", () => {
    body(`let q = db.selectFrom("t"); probe(q); q = q.where("later")`, ['db.selectFrom("t")'], kysely);
    body(
      `let q = db.selectFrom("t"); q = q.where("x"); const r = await probe(q); q = q.where("later")`,
      ['db.selectFrom("t").where("x")'],
      kysely,
    );
  });
  it("is unknown where something unknown is done to it", () => {
    body(`let q: any = db.selectFrom("t"); q = outside(q); probe(q)`, ["?"], kysely + "declare const outside: any;\n");
  });
});

describe("knex's builders, which their methods change", () => {
  it("have the condition without reassignment", () => {
    body(`const q = knex("t"); q.where("x", 1); if (a) q.whereNull("d"); probe(q)`, [
      'db("t").where("x", 1)',
      'db("t").where("x", 1).whereNull("d")',
    ]);
    body(`const q = knex("t"); a && q.where("x"); probe(q)`, ['db("t")', 'db("t").where("x")']);
    body(`const q = knex("t"); a ? q.where("x") : q.where("y"); probe(q)`, [
      'db("t").where("x")',
      'db("t").where("y")',
    ]);
    body(`const q = knex("t"); void q.where("x"); probe(q.first())`, ['db("t").where("x").first()']);
    body(`const q = knex("t"); const r = q.where("x"); probe(q)`, ['db("t").where("x")']);
  });
  it("are left alone through a copy, and by what runs them", () => {
    body(`const q = knex("t"); const count = await q.clone().count("*"); probe(q.where("x"))`, ['db("t").where("x")']);
    body(`const q = knex("t"); console.log(q.toString()); probe(q)`, ['db("t")']);
  });
  it("have the conditions of a loop", () => {
    body(`const q = knex("t"); for (const [k, v] of Object.entries(options)) q.where(k, v); probe(q)`, [
      'db("t")',
      'db("t").where(?, ?)',
    ]);
    body(`const q = knex("t"); ids.forEach((id) => q.orWhere("x", id)); probe(q)`, [
      'db("t")',
      'db("t").orWhere("x", ?)',
    ]);
  });
  it("are changed by functions of the project they are given to", () => {
    body(
      `const q = knex("t"); live(q); probe(q)`,
      ['db("t").whereNull("d")'],
      `${knex}function live(query: any) { query.whereNull("d"); }\n`,
    );
    body(
      `const q = knex("t"); live(q, a); probe(q)`,
      ['db("t")', 'db("t").whereNull("d")'],
      `${knex}function live(query: any, all: boolean) { if (all) return; query.whereNull("d"); }\n`,
    );
    body(
      `const q = knex("t"); live(q); probe(q)`,
      ['db("t").whereNull("d")'],
      `${knex}const live = (query: any) => query.whereNull("d");\n`,
    );
    body(
      `let q = knex("t"); q = live(q); probe(q)`,
      ['db("t").whereNull("d")'],
      `${knex}const live = (query: any) => query.whereNull("d");\n`,
    );
    body(`const q = knex("t"); outside(q); probe(q)`, ['db("t").?(…)'], `${knex}declare const outside: any;\n`);
    body(`const q = knex("t"); console.log(q); probe(q)`, ['db("t")']);
  });
  it("are changed by a function that names them", () => {
    body(`const q = knex("t"); const live = () => { q.whereNull("d"); }; if (a) live(); probe(q)`, [
      'db("t")',
      'db("t").whereNull("d")',
    ]);
    body(`const q = knex("t"); function by(name: string) { q.where(name, 1); } by("x"); by("y"); probe(q)`, [
      'db("t").where("x", 1).where("y", 1)',
    ]);
  });
});

describe("what a kysely builder's methods give", () => {
  it("is lost where nobody takes it", () => {
    body(`const q = db.selectFrom("t"); q.where("x"); probe(q)`, ['db.selectFrom("t")'], kysely);
  });
});

describe("lists that are put together", () => {
  it("hold what is pushed under conditions", () => {
    body(`const c: any[] = []; if (a) c.push("x"); if (b) c.push("y"); probe(c)`, [
      "[]",
      '["x", "y"]',
      '["x"]',
      '["y"]',
    ]);
    body(`const c = ["x"]; c.push(...["y", "z"]); probe(c)`, ['["x", "y", "z"]']);
    body(`const c = ["x"]; c.push(...ids); probe(c)`, ['["x", …]']);
    body(`const c = ["x"]; c.unshift("w"); probe([...c, "z"])`, ['["w", "x", "z"]']);
  });
  it("are open after a loop, and say what it adds", () => {
    body(`const c: any[] = ["x"]; for (const id of ids) c.push({ id }); probe(c)`, ['["x", { id: ? }*]', '["x"]']);
    body(`const c: any[] = []; for (const id of ids) { c.push("x"); c.push("y"); } probe(c)`, ['["x", "y", …]', "[]"]);
  });
  it("go through their methods", () => {
    body(`probe([a && "x", "y", null].filter(Boolean))`, ['["x", "y"]', '["y"]']);
    body(`probe(["x"].concat(["y"], "z"))`, ['["x", "y", "z"]']);
    body(`probe(["x", "y"].map((it) => ({ it })))`, ['[{ it: "x" }, { it: "y" }]']);
    body(`probe(ids.map((id) => ({ id })))`, ["[{ id: ? }*]"]);
    body(`probe([["x"], ["y"]].flat())`, ['["x", "y"]']);
    body(
      `probe(["x", "y"].reduce((q, it) => q.where(it), db.selectFrom("t")))`,
      ['db.selectFrom("t").where("x").where("y")'],
      kysely,
    );
    body(`probe(["x", "y"].join(", "))`, ['"x, y"']);
    body(`probe(["x", "y"].filter((it) => it !== "x"))`, ['["y"]']);
  });
  it("are known after the first or last is taken out, but not after others are", () => {
    body(`const c = ["x", "y"]; c.pop(); probe(c)`, ['["x"]']);
    body(`const c = ["x", "y"]; c.shift(); probe(c)`, ['["y"]']);
    body(`const c = ["x", "y"]; while (more()) c.pop(); probe(c)`, ["?", '["x", "y"]']);
    body(`const c = ["x", "y"]; c.splice(0, 1); probe(c)`, ["?"]);
  });
  it("decide by their length", () => {
    body(`const c: any[] = []; if (a) c.push("x"); probe(c.length > 0 ? { and: c } : {})`, ["{}", '{ and: ["x"] }']);
    body(`const c: any[] = []; if (a) c.push("x"); probe(c.length ? c[0] : undefined)`, ['"x"', "undefined"]);
  });
});

describe("objects that are put together", () => {
  it("have properties that are set under conditions", () => {
    body(`const w: any = { x: 1 }; if (a) w.y = 2; probe(w)`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`const w: any = {}; w.x = { y: 1 }; w.x.z = 2; probe(w)`, ["{ x: { y: 1, z: 2 } }"]);
    body(`const w: any = { x: { y: 1 } }; if (a) w.x.z = 2; probe(w)`, ["{ x: { y: 1 } }", "{ x: { y: 1, z: 2 } }"]);
    body(`const w: any = {}; w["x"] = 1; probe(w)`, ["{ x: 1 }"]);
    body(`const w: any = { x: 1, y: 2 }; delete w.x; probe(w)`, ["{ y: 2 }"]);
    body(`const w: any = {}; w[a] = 1; probe(w)`, ["{ … }"]);
  });
  it("have lists in them", () => {
    body(`const w: any = { OR: [] }; w.OR.push({ x: 1 }); probe(w)`, ["{ OR: [{ x: 1 }] }"]);
    body(`const w: any = {}; w.OR = [{ x: 1 }]; w.OR.push({ y: 1 }); probe(w)`, ["{ OR: [{ x: 1 }, { y: 1 }] }"]);
    body(`const w: any = {}; w.AND = [...(w.AND ?? []), { x: 1 }]; probe(w)`, ["{ AND: [{ x: 1 }] }"]);
    body(`const w: any = {}; w.AND ??= []; w.AND.push({ x: 1 }); probe(w)`, ["{ AND: [{ x: 1 }] }"]);
  });
  it("take every form of a conditional spread", () => {
    body(`probe({ x: 1, ...(a && { y: 2 }) })`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`probe({ x: 1, ...(a ? { y: 2 } : {}) })`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`probe({ x: 1, ...(a ? { y: 2 } : undefined) })`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`probe({ x: 1, ...(a ? null : { y: 2 }) })`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`probe({ x: 1, ...(a || {}) })`, ["{ x: 1 }", "{ x: 1, … }"]);
    body(`probe({ ...options, x: 1 })`, ["{ x: 1, … }"]);
    body(`probe({ x: 1, ...(Array.isArray([1]) && { y: 2 }) })`, ["{ x: 1, y: 2 }"]);
    body(`probe([...(a ? ["x"] : []), "y"])`, ['["x", "y"]', '["y"]']);
  });
  it("go through Object's functions", () => {
    body(`const w: any = { x: 1 }; Object.assign(w, { y: 2 }); probe(w)`, ["{ x: 1, y: 2 }"]);
    body(`probe(Object.assign({}, { x: 1 }, a && { y: 2 }))`, ["{ x: 1 }", "{ x: 1, y: 2 }"]);
    body(`probe(Object.keys({ x: 1, y: 2 }))`, ['["x", "y"]']);
    body(`probe(Object.entries({ x: 1 }).map(([k, v]) => ({ k, v })))`, ['[{ k: "x", v: 1 }]']);
    body(`const w: any = {}; if (a) w.x = 1; probe(Object.keys(w).length > 0 ? { AND: [w] } : undefined)`, [
      "undefined",
      "{ AND: [{ x: 1 }] }",
    ]);
  });
  it("keep what is set on something that is not known", () => {
    body(`options.where.deletedAt = null; probe(options.where)`, ["{ deletedAt: null, … }"]);
    body(`const { where } = options; where.deletedAt = null; probe(where)`, ["{ deletedAt: null, … }"]);
    body(`const { skip, ...rest } = { skip: 1, take: 2 }; probe(rest)`, ["{ take: 2 }"]);
    body(`let { where } = options; where = { ...where, deletedAt: null }; probe(where)`, ["{ deletedAt: null, … }"]);
  });
  it("are open where an unknown function may change them, and as before where it may not", () => {
    body(`const w: any = { x: 1 }; outside(w); probe(w)`, ["{ x: 1, … }"], `${knex}declare const outside: any;\n`);
    body(
      `const w: any = { x: 1 }; const n = outside(w); probe(w)`,
      ["{ x: 1 }"],
      `${knex}declare const outside: any;\n`,
    );
  });
});

describe("a list that is made with a length", () => {
  it("has as many items on each path, and none of less than nothing", () => {
    body(`probe(Array(2).fill("x"))`, ['["x", "x"]']);
    body(`const all = [1]; if (a) all.push(2); probe(Array(all.length - 1).fill("x"))`, ["[]", '["x"]']);
    body(`const all = []; if (a) all.push(2); probe(Array(all.length - 1).fill("x"))`, ["[]"]);
  });
});
