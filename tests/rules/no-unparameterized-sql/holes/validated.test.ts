import { labelled } from "./labelled.ts";

const pool = 'import { Pool } from "pg"; const pool = new Pool();';
const sorted = "pool.query(`SELECT id FROM boats ORDER BY id ${request.query.sort}`)";
const missed = "pool.query(`SELECT id FROM boats ORDER BY id ${«request.query.other»}`)";

labelled(
  "hapi checks a request before the handler runs",
  { before: `${pool} import Joi from "joi"; import * as Hapi from "@hapi/hapi";` },
  [
    [
      "one of two",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.string().valid("asc", "desc") }) } }, handler: (request: any) => ${sorted} };`,
    ],
    [
      "without options",
      `export const route = { validate: { query: Joi.object({ sort: Joi.string().valid("asc", "desc") }) }, handler: async (request: any) => ${sorted} };`,
    ],
    [
      "config, as it was called",
      `export const route = { config: { validate: { query: { sort: Joi.string().valid("asc", "desc") } }, handler: (request, h) => ${sorted} } };`,
    ],
    [
      "keys()",
      `export const route = { options: { validate: { query: Joi.object().keys({ sort: Joi.string().lowercase().valid("asc", "desc").default("asc") }) } }, handler: (request: any) => ${sorted} };`,
    ],
    [
      "a schema of its own",
      `const schema = Joi.object({ sort: Joi.string().valid("asc", "desc") }); export const route = { options: { validate: { query: schema } }, handler: (request: any) => ${sorted} };`,
    ],
    [
      "a schema that is spread",
      `const base = { sort: Joi.string().valid("asc", "desc") }; export const route = { options: { validate: { query: Joi.object({ ...base, id: Joi.number() }) } }, handler: (request: any) => ${sorted} };`,
    ],
    [
      "append",
      `const base = Joi.object({ sort: Joi.valid("asc", "desc") }); export const route = { options: { validate: { query: base.append({ id: Joi.number() }) } }, handler: (request: any) => ${sorted} };`,
    ],
    [
      "through a constant",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.valid("asc", "desc") }) } }, handler: (request: any) => { const query = request.query as any; return pool.query(\`SELECT id FROM boats ORDER BY id \${query.sort}\`); } };`,
    ],
    [
      "destructured",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.valid("asc", "desc") }) } }, handler: ({ query: { sort } }: any, h) => pool.query(\`SELECT id FROM boats ORDER BY id \${sort}\`) };`,
    ],
    [
      "a handler by its name",
      `const list = (request: any, h) => ${sorted}; export const route = { options: { validate: { query: Joi.object({ sort: Joi.valid("asc", "desc") }) } }, handler: list };`,
    ],
    [
      "a number in a text",
      "export const route = { options: { validate: { query: Joi.object({ days: Joi.number().integer() }) } }, handler: (request: any, h) => pool.query(`SELECT id FROM boats WHERE made > now() - interval '${request.query.days} days'`) };",
    ],
    [
      "a payload's uuid",
      "export const route = { options: { validate: { payload: Joi.object({ id: Joi.string().uuid() }) } }, handler: (request: any, h) => pool.query(`SELECT id FROM boats WHERE id = '${request.payload.id}'`) };",
    ],
    [
      "a pattern for all of it",
      "export const route = { options: { validate: { params: Joi.object({ id: Joi.string().pattern(/^[a-z]+$/) }) } }, handler: (request: any, h) => pool.query(`SELECT id FROM boats WHERE id = '${request.params.id}'`) };",
    ],
    [
      "a list of such",
      'export const route = { options: { validate: { query: Joi.object({ ids: Joi.array().items(Joi.number()) }) } }, handler: (request: any, h) => pool.query(`SELECT id FROM boats WHERE id IN (${request.query.ids.join(", ")})`) };',
    ],
    [
      "one of two schemas",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.alternatives().try(Joi.valid("asc"), Joi.number()) }) } }, handler: (request: any, h) => ${sorted} };`,
    ],
    [
      "one of two, whatever another field says",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.string().when("by", { is: "a", then: Joi.valid("asc"), otherwise: Joi.valid("desc") }) }) } }, handler: (request: any, h) => ${sorted} };`,
    ],
    [
      "one of two, or nothing",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.string().when("by", { is: "a", then: Joi.valid("asc", "desc"), otherwise: Joi.forbidden() }) }) } }, handler: (request: any, h) => ${sorted} };`,
    ],
    [
      "one of two, if another field says so",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.string().when("by", { is: "a", then: Joi.valid("asc", "desc") }) }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "another key",
      `export const route = { options: { validate: { query: Joi.object({ sort: Joi.valid("asc", "desc") }).unknown() } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "any text",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.string().max(10) }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "a pattern for a part of it",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.string().pattern(/[a-z]+/) }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "what another field holds",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.valid(Joi.ref("sort")) }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "what is let through besides",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.string().allow("asc") }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "one of two, the other any text",
      `export const route = { options: { validate: { query: Joi.object({ other: Joi.alternatives().try(Joi.valid("asc"), Joi.string()) }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "another part",
      `export const route = { options: { validate: { payload: Joi.object({ other: Joi.valid("asc", "desc") }) } }, handler: (request: any, h) => ${missed} };`,
    ],
    [
      "another route",
      `export const routes = [{ options: { validate: { query: Joi.object({ other: Joi.valid("asc") }) } }, handler: () => null }, { handler: (request: any, h) => ${missed} }];`,
    ],
  ],
);

labelled(
  "what stands before a handler of express",
  {
    before: `${pool} import express from "express"; import { celebrate, Joi, Segments } from "celebrate"; import { z } from "zod"; import { validate, validateQuery, validateBody } from "./validation"; const app = express();`,
  },
  [
    [
      "celebrate",
      `app.get("/", celebrate({ query: Joi.object({ sort: Joi.valid("asc", "desc") }) }), (request, res) => ${sorted});`,
    ],
    [
      "celebrate's segments",
      `app.get("/", celebrate({ [Segments.QUERY]: Joi.object().keys({ sort: Joi.string().valid("asc", "desc") }) }), (request, res) => ${sorted});`,
    ],
    [
      "celebrate, a plain object",
      `app.get("/", celebrate({ [Segments.QUERY]: { sort: Joi.string().valid("asc", "desc") } }), (request, res) => ${sorted});`,
    ],
    [
      "a schema of parts",
      `const list = { query: z.object({ sort: z.enum(["asc", "desc"]) }) }; app.get("/", validate(list), (request, res) => ${sorted});`,
    ],
    [
      "a schema of a request",
      `const list = z.object({ query: z.object({ sort: z.enum(["asc", "desc"]) }) }); app.get("/", validate(list), async (request, res) => ${sorted});`,
    ],
    [
      "a schema of one part",
      `app.get("/", validateQuery(z.object({ sort: z.enum(["asc", "desc"]) })), (request, res) => ${sorted});`,
    ],
    [
      "a schema, and which part",
      `app.get("/", validate("query", z.object({ sort: z.enum(["asc", "desc"]) })), (request, res) => ${sorted});`,
    ],
    [
      "around the handler",
      `const wrap = (fn) => fn; app.get("/", validateQuery(z.object({ sort: z.enum(["asc", "desc"]) })), wrap(async (request, res) => ${sorted}));`,
    ],
    [
      "in a list",
      `app.get("/", [validateQuery(z.object({ sort: z.enum(["asc", "desc"]) }))], (request, res) => ${sorted});`,
    ],
    [
      "a handler by its name",
      `async function list(request, res) { return ${sorted}; } app.get("/", validateQuery(z.object({ sort: z.enum(["asc", "desc"]) })), list);`,
    ],
    [
      "any text",
      `app.get("/", celebrate({ query: Joi.object({ other: Joi.string() }) }), (request, res) => ${missed});`,
    ],
    [
      "another key",
      `app.get("/", celebrate({ query: Joi.object({ sort: Joi.valid("asc") }) }), (request, res) => ${missed});`,
    ],
    [
      "another part",
      `app.get("/", validateBody(z.object({ other: z.enum(["asc", "desc"]) })), (request, res) => ${missed});`,
    ],
    [
      "another route",
      `app.get("/a", celebrate({ query: Joi.object({ other: Joi.valid("asc") }) }), (request, res) => null); app.get("/", (request, res) => ${missed});`,
    ],
    [
      "behind the handler",
      `app.get("/", (request, res) => ${missed}, celebrate({ query: Joi.object({ other: Joi.valid("asc") }) }));`,
    ],
  ],
);

labelled(
  "express-validator",
  {
    before: `${pool} import express from "express"; import { body, check, checkSchema, param, query } from "express-validator"; const app = express();`,
  },
  [
    ["isIn", `app.get("/", query("sort").isIn(["asc", "desc"]), (request, res) => ${sorted});`],
    [
      "in a chain",
      `app.get("/", [query("sort").optional().trim().isIn(["asc", "desc"]).withMessage("no")], (request, res) => ${sorted});`,
    ],
    ["check", `app.get("/", check("sort").isAlpha(), (request, res) => ${sorted});`],
    ["several fields", `app.get("/", query(["id", "sort"]).isInt(), (request, res) => ${sorted});`],
    [
      "a list of its own",
      `const checks = [query("id").isInt(), query("sort").isIn(["asc"])]; app.get("/", checks, (request, res) => ${sorted});`,
    ],
    [
      "a list that is spread",
      `const checks = [query("sort").isIn(["asc"])]; app.get("/", ...checks, (request, res) => ${sorted});`,
    ],
    [
      "a schema",
      `app.get("/", checkSchema({ sort: { in: ["query"], isIn: { options: [["asc", "desc"]] } } }), (request, res) => ${sorted});`,
    ],
    [
      "a parameter of the path",
      'app.get("/:id", param("id").isUUID(), (request, res) => pool.query(`SELECT id FROM boats WHERE id = \'${request.params.id}\'`));',
    ],
    ["a pattern", `app.get("/", query("sort").matches(/^(asc|desc)$/), (request, res) => ${sorted});`],
    ["a pattern for a part", `app.get("/", query("other").matches(/asc|desc/), (request, res) => ${missed});`],
    ["any text", `app.get("/", query("other").isString().trim().isLength({ max: 5 }), (request, res) => ${missed});`],
    ["another key", `app.get("/", query("sort").isIn(["asc"]), (request, res) => ${missed});`],
    ["another part", `app.get("/", body("other").isIn(["asc"]), (request, res) => ${missed});`],
  ],
);

labelled(
  "fastify checks by JSON schemas",
  { before: `${pool} import Fastify from "fastify"; import { Type } from "@sinclair/typebox"; const app = Fastify();` },
  [
    [
      "an enum",
      `app.get("/", { schema: { querystring: { type: "object", properties: { sort: { type: "string", enum: ["asc", "desc"] } } } } }, async (request, reply) => ${sorted});`,
    ],
    [
      "a route's object",
      `app.route({ method: "GET", url: "/", schema: { querystring: { type: "object", properties: { sort: { enum: ["asc", "desc"] } } } }, handler: async (request, reply) => ${sorted} });`,
    ],
    [
      "a schema of its own",
      `const schema = { querystring: { type: "object", properties: { sort: { type: "string", enum: ["asc", "desc"] } } } } as const; app.get("/", { schema }, async (request, reply) => ${sorted});`,
    ],
    [
      "options of their own",
      `const opts = { schema: { querystring: { type: "object", properties: { sort: { type: "integer" } } } } }; app.get("/", opts, async (request, reply) => ${sorted});`,
    ],
    [
      "a format",
      'app.get("/:id", { schema: { params: { type: "object", properties: { id: { type: "string", format: "uuid" } } } } }, async (request, reply) => pool.query(`SELECT id FROM boats WHERE id = \'${request.params.id}\'`));',
    ],
    [
      "TypeBox",
      `app.get("/", { schema: { querystring: Type.Object({ sort: Type.Union([Type.Literal("asc"), Type.Literal("desc")]) }) } }, async (request, reply) => ${sorted});`,
    ],
    [
      "TypeBox, optional",
      `app.get("/", { schema: { querystring: Type.Object({ sort: Type.Optional(Type.Integer()) }) } }, async (request, reply) => ${sorted});`,
    ],
    [
      "any text",
      `app.get("/", { schema: { querystring: { type: "object", properties: { other: { type: "string", maxLength: 4 } } } } }, async (request, reply) => ${missed});`,
    ],
    [
      "TypeBox, any text",
      `app.get("/", { schema: { querystring: Type.Object({ other: Type.String() }) } }, async (request, reply) => ${missed});`,
    ],
    [
      "another key",
      `app.get("/", { schema: { querystring: { type: "object", properties: { sort: { enum: ["asc"] } } } } }, async (request, reply) => ${missed});`,
    ],
    [
      "what is answered",
      `app.get("/", { schema: { response: { 200: { type: "object", properties: { other: { enum: ["asc"] } } } } } }, async (request, reply) => ${missed});`,
    ],
  ],
);

labelled(
  "Hono's validators",
  {
    before: `${pool} import { Hono } from "hono"; import { zValidator } from "@hono/zod-validator"; import { z } from "zod"; const app = new Hono();`,
  },
  [
    [
      "an enum",
      'app.get("/", zValidator("query", z.object({ sort: z.enum(["asc", "desc"]) })), (c) => { const { sort } = c.req.valid("query"); return pool.query(`SELECT id FROM boats ORDER BY id ${sort}`); });',
    ],
    [
      "by the request's method",
      'app.get("/", zValidator("query", z.object({ sort: z.enum(["asc", "desc"]) })), (c) => pool.query(`SELECT id FROM boats ORDER BY id ${c.req.query("sort")}`));',
    ],
    [
      "another key",
      'app.get("/", zValidator("query", z.object({ sort: z.enum(["asc", "desc"]) })), (c) => pool.query(`SELECT id FROM boats ORDER BY id ${«c.req.query("other")»}`));',
    ],
  ],
);

labelled(
  "classes that are validated",
  {
    before: `${pool} import { Controller, Get, Param, ParseIntPipe, ParseUUIDPipe, Query } from "@nestjs/common"; import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches } from "class-validator"; class ListDto { @IsOptional() @IsIn(["asc", "desc"]) sort?: string; @IsString() other: string; @IsUUID() id: string; @IsInt() most: any; @Matches(/^[a-z]+$/) word: string; @Matches(/[a-z]+/) part: string; }`,
  },
  [
    [
      "IsIn",
      "export class C { list(@Query() query: ListDto) { return pool.query(`SELECT id FROM boats ORDER BY id ${query.sort}`); } }",
    ],
    [
      "destructured",
      "export class C { list(@Query() { sort, most }: ListDto) { return pool.query(`SELECT id FROM boats ORDER BY id ${sort} LIMIT ${most}`); } }",
    ],
    [
      "a service that is given one",
      "export class S { list(query: ListDto) { return pool.query(`SELECT id FROM boats WHERE id = '${query.id}' AND word = '${query.word}'`); } }",
    ],
    [
      "any text",
      "export class C { list(@Query() query: ListDto) { return pool.query(`SELECT id FROM boats ORDER BY id ${«query.other»}`); } }",
    ],
    [
      "a pattern for a part",
      "export class S { list(query: ListDto) { return pool.query(`SELECT id FROM boats WHERE word = '${«query.part»}'`); } }",
    ],
    [
      "a pipe",
      "export class C { get(@Param(\"id\", ParseUUIDPipe) id: string) { return pool.query(`SELECT id FROM boats WHERE id = '${id}'`); } }",
    ],
    [
      "a pipe that is made",
      'export class C { get(@Param("id", new ParseUUIDPipe({ version: "4" })) id: string) { return pool.query(`SELECT id FROM boats WHERE id = \'${id}\'`); } }',
    ],
    [
      "no pipe",
      "export class C { get(@Param(\"id\") id: string) { return pool.query(`SELECT id FROM boats WHERE id = '${«id»}'`); } }",
    ],
  ],
);

labelled(
  "what a validation gave",
  {
    before: `${pool} import Joi from "joi"; import * as v from "valibot"; import * as yup from "yup"; import { z } from "zod"; import Ajv from "ajv"; const ajv = new Ajv(); const J = Joi.object({ sort: Joi.valid("asc", "desc"), other: Joi.string() }); const Y = yup.object({ sort: yup.string().oneOf(["asc", "desc"]), other: yup.string() }); const V = v.object({ sort: v.picklist(["asc", "desc"]), id: v.pipe(v.string(), v.uuid()), other: v.string(), most: v.optional(v.number()) }); const Z = z.object({ sort: z.enum(["asc", "desc"]), other: z.string() });`,
  },
  [
    [
      "Joi's value",
      "export const f = (req, res) => { const { error, value } = J.validate(req.query); if (error) throw error; return pool.query(`SELECT id FROM boats ORDER BY id ${value.sort}`); };",
    ],
    [
      "Joi's attempt",
      "export const f = (req, res) => pool.query(`SELECT id FROM boats ORDER BY id ${Joi.attempt(req.query, J).sort}`);",
    ],
    [
      "Joi, asynchronous",
      "export const f = async (req, res) => { const { sort } = await J.validateAsync(req.query); return pool.query(`SELECT id FROM boats ORDER BY id ${sort}`); };",
    ],
    [
      "yup",
      "export const f = async (req, res) => { const query = await Y.validate(req.query); return pool.query(`SELECT id FROM boats ORDER BY id ${query.sort}`); };",
    ],
    [
      "yup, another key",
      "export const f = async (req, res) => { const query = await Y.validate(req.query); return pool.query(`SELECT id FROM boats WHERE id = '${«query.other»}'`); };",
    ],
    [
      "valibot",
      "export const f = (req, res) => { const q = v.parse(V, req.query); return pool.query(`SELECT id FROM boats WHERE id = '${q.id}' ORDER BY id ${q.sort} LIMIT ${q.most}`); };",
    ],
    [
      "valibot's output",
      "export const f = (req, res) => { const r = v.safeParse(V, req.query); if (!r.success) return; return pool.query(`SELECT id FROM boats ORDER BY id ${r.output.sort}`); };",
    ],
    [
      "valibot, another key",
      "export const f = (req, res) => { const q = v.parse(V, req.query); return pool.query(`SELECT id FROM boats WHERE id = '${«q.other»}'`); };",
    ],
    [
      "zod's data",
      "export const f = (req, res) => { const r = Z.safeParse(req.query); if (!r.success) return; return pool.query(`SELECT id FROM boats ORDER BY id ${r.data.sort}`); };",
    ],
    [
      "parsed above, used as it came",
      "export const f = (req, res) => { Z.parse(req.query); return pool.query(`SELECT id FROM boats ORDER BY id ${req.query.sort}`); };",
    ],
    [
      "tested above, used as it came",
      "export const f = (req, res) => { const { error } = J.validate(req.query); if (error) return res.status(400); return pool.query(`SELECT id FROM boats ORDER BY id ${req.query.sort}`); };",
    ],
    [
      "tested above, to no effect",
      "export const f = (req, res) => { const { error } = J.validate(req.query); console.log(error); return pool.query(`SELECT id FROM boats ORDER BY id ${«req.query.sort»}`); };",
    ],
    [
      "parsed below",
      "export const f = (req, res) => { const p = pool.query(`SELECT id FROM boats ORDER BY id ${«req.query.sort»}`); Z.parse(req.query); return p; };",
    ],
    [
      "another key of what was parsed above",
      "export const f = (req, res) => { Z.parse(req.query); return pool.query(`SELECT id FROM boats ORDER BY id ${«req.query.other»}`); };",
    ],
    [
      "another part parsed above",
      "export const f = (req, res) => { Z.parse(req.body); return pool.query(`SELECT id FROM boats ORDER BY id ${«req.query.sort»}`); };",
    ],
    [
      "ajv",
      'const check = ajv.compile({ type: "object", properties: { sort: { enum: ["asc", "desc"] } } }); export const f = (req, res) => { if (!check(req.query)) return res.status(400); return pool.query(`SELECT id FROM boats ORDER BY id ${req.query.sort}`); };',
    ],
    [
      "ajv, another key",
      'const check = ajv.compile({ type: "object", properties: { sort: { enum: ["asc", "desc"] } } }); export const f = (req, res) => { if (!check(req.query)) return res.status(400); return pool.query(`SELECT id FROM boats ORDER BY id ${«req.query.other»}`); };',
    ],
    [
      "a helper of the project",
      "const parse = (schema, input) => schema.parse(input); export const f = (req, res) => { const q = parse(Z, req.query); return pool.query(`SELECT id FROM boats ORDER BY id ${q.sort}`); };",
    ],
  ],
);

labelled(
  "parts of a text that a route checks",
  { before: 'import Joi from "joi"; import { Pool } from "pg"; const pool = new Pool();' },
  [
    [
      "by a pattern for the whole of it, in the old form of a route",
      "server.route({ method: 'GET', path: '/', config: { validate: { query: { place: Joi.string().regex(/^\\d+,\\d+$/) } } }, handler: async (request) => { const { query } = request; const { place } = query; const [lat, lon] = place.split(','); return pool.query(`SELECT id FROM ports WHERE spot = 'POINT(${lon} ${lat})'`); } });",
    ],
    [
      "by a pattern for the beginning of it",
      "server.route({ method: 'GET', path: '/', config: { validate: { query: { place: Joi.string().regex(/^\\d+,/) } } }, handler: async (request) => { const { query } = request; const { place } = query; const [lat, lon] = place.split(','); return pool.query(`SELECT id FROM ports WHERE spot = 'POINT(${«lon»} ${«lat»})'`); } });",
    ],
  ],
);
