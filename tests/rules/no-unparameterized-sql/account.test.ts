import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";
import { labelled } from "./holes/labelled.ts";

const before =
  'import { Pool } from "pg"; import jwt from "jsonwebtoken"; import { Req, Request, Query } from "@nestjs/common"; const pool = new Pool();';
const route = (hole: string) =>
  `app.get("/", async (req, res) => res.json(await pool.query(\`SELECT 1 FROM ports WHERE owner = '\${${hole}}'\`)));`;
const where = (hole: string) => `pool.query(\`SELECT 1 FROM ports WHERE owner = '\${${hole}}'\`)`;

labelled("the id of whoever is logged in", { before }, [
  ["beside a request", route("req.user.id")],
  ["under another name", route("req.auth.sub")],
  ["of a session", route("req.session.userId")],
  ["of what hapi holds", route("req.auth.credentials.userId")],
  ["another property of it", route("«req.user.name»")],
  ["a part of the request of the same name", route("«req.query.userId»")],
  ["a part of its body", route("«req.body.user.id»")],
  [
    "of a whole request behind a decorator",
    `export class Api { @Get() all(@Req() req) { return ${where("req.user.id")}; } }`,
  ],
  ["that is taken apart", `export class Api { @Get() all(@Request() { user }) { return ${where("user.id")}; } }`],
  ["a part of that request", `export class Api { @Get() all(@Req() req) { return ${where("«req.query.id»")}; } }`],
  [
    "a part that is taken apart",
    `export class Api { @Get() all(@Req() { query }) { return ${where("«query.id»")}; } }`,
  ],
  [
    "of a token that was verified",
    `export const f = (token, key) => { const { sub } = jwt.verify(token, key); return ${where("sub")}; };`,
  ],
  [
    "of a token that was not",
    `export const f = (token) => { const { sub } = jwt.decode(token); return ${where("«sub»")}; };`,
  ],
  [
    "of what is no token",
    `export const f = (form, key) => { const { sub } = form.verify(key); return ${where("«sub»")}; };`,
  ],
  [
    "beside a part of the request in the same text",
    `app.get("/", async (req, res) => res.json(await pool.query(\`SELECT 1 FROM ports WHERE owner = '\${«req.user.id»}' AND name = '\${«req.query.name»}'\`)));`,
  ],
  [
    "beside the same value as a parameter",
    `app.get("/", async (req, res) => res.json(await pool.query(\`SELECT 1 FROM ports WHERE owner = '\${«req.user.id»}' AND id = $1\`, [req.user.id])));`,
  ],
  [
    "beside another value as a parameter",
    `app.get("/", async (req, res) => res.json(await pool.query(\`SELECT 1 FROM ports WHERE owner = '\${req.user.id}' AND id = $1\`, [req.query.id])));`,
  ],
]);

const builder =
  'import { Repository } from "typeorm"; class Port { id: string } declare const ports: Repository<Port>;';
labelled("the same, which a builder is told beside", { before: builder }, [
  [
    "and never uses",
    'app.get("/", async (req, res) => res.json(await ports.createQueryBuilder("p").where(`p.owner = \'${«req.user.id»}\'`).setParameter("owner", req.user.id).getMany()));',
  ],
  [
    "of another value",
    'app.get("/", async (req, res) => res.json(await ports.createQueryBuilder("p").where(`p.owner = \'${req.user.id}\' AND p.id = :id`).setParameter("id", req.query.id).getMany()));',
  ],
]);

describe("a parameter behind a decorator of the project's own", () => {
  const { valid, invalid } = drawn(noUnparameterizedSql, { schema: "CREATE TABLE ports (id int, name text);" });
  const controller = (decorator: string, decorators: string) => ({
    "package.json": '{ "dependencies": { "pg": "8" } }',
    "decorators.ts": `import { createParamDecorator } from "@nestjs/common"; ${decorators}`,
    "controller.ts": `
      import { Given } from "./decorators.ts"; import { Ports } from "./code.ts";
      export class Api { constructor(private ports: Ports) {} @Get() all(${decorator} given: any) { return this.ports.all(given); } }`,
  });
  const factory = (body: string) =>
    `export const Given = createParamDecorator((data: unknown, context) => { const request = context.switchToHttp().getRequest(); ${body} });`;
  const sorted = ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export class Ports {
      all(given: any) { return pool.query(\`SELECT id FROM ports ORDER BY \${given.sort}\`); }
                                                                             ~~~~~~~~~~ splicedName
    }
  `;
  const checked = factory(
    `const { sort } = request.query; const known = (name) => ["id", "name"].includes(name); return { sort: known(sort) ? sort : "id" };`,
  );
  valid("that checks it against a list", sorted.code, { files: controller("@Given()", checked) });
  invalid("that checks nothing", sorted, { files: controller("@Given()", factory(`return request.query;`)) });
  invalid("that checks another property", sorted, {
    files: controller(
      "@Given()",
      factory(`const { sort, order } = request.query; return { sort, order: ["a"].includes(order) ? order : "a" };`),
    ),
  });
  invalid("that adds to what came", sorted, {
    files: controller("@Given()", factory(`return { ...request.query, page: 1 };`)),
  });

  const owned = ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export class Ports {
      all(given: any) { return pool.query(\`SELECT id FROM ports WHERE name = '\${given}'\`); }
                                                                                  ~~~~~ splicedValue
    }
  `;
  valid("that throws unless it is an id", owned.code, {
    files: controller(
      "@Given()",
      factory(`const { id } = request.params; if (isUUID(id)) return id; throw new Error("no id");`),
    ),
  });
  invalid("that throws where there is none", owned, {
    files: controller(
      "@Given()",
      factory(`const { id } = request.params; if (id === undefined) throw new Error("none"); return id;`),
    ),
  });
  valid("that gives the user's id", owned.code, { files: controller("@Given()", factory(`return request.user.id;`)) });
  invalid("that gives the user's name", owned, {
    files: controller("@Given()", factory(`return request.user.name;`)),
  });
  valid("through a query's object", owned.code, {
    files: {
      ...controller("@Given()", factory(`return request.user.id;`)),
      "controller.ts": `
        import { CommandBus } from "@nestjs/cqrs"; import { Given } from "./decorators.ts"; import { FindPorts } from "./find-ports.ts";
        export class Api { constructor(private bus: CommandBus) {} @Get() all(@Given() id: string) { return this.bus.execute(new FindPorts(id)); } }`,
      "find-ports.ts": `
        import { Ports } from "./code.ts";
        export class FindPorts { constructor(public readonly id: string) {} }
        export class FindPortsHandler implements ICommandHandler<FindPorts> { constructor(private ports: Ports) {} execute({ id }: FindPorts) { return this.ports.all(id); } }`,
    },
  });
  invalid(
    "through a query's object, from the request",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export class Ports {
      all(given: any) { return pool.query(\`SELECT id FROM ports WHERE name = '\${given}'\`); }
                                                                                  ~~~~~ splicedValue: (from @Query("name"), controller.ts:3)
    }
  `,
    {
      files: {
        "controller.ts": `
        import { CommandBus } from "@nestjs/cqrs"; import { FindPorts } from "./find-ports.ts";
        export class Api { constructor(private bus: CommandBus) {} @Get() all(@Query("name") name: string) { return this.bus.execute(new FindPorts(name)); } }`,
        "find-ports.ts": `
        import { Ports } from "./code.ts";
        export class FindPorts { constructor(public readonly name: string) {} }
        export class FindPortsHandler implements ICommandHandler<FindPorts> { constructor(private ports: Ports) {} execute(query: FindPorts) { return this.ports.all(query.name); } }`,
      },
    },
  );
  invalid(
    "through a getter of a class that extends another",
    ts`
    import { Pool } from "pg";
    import { PortPage } from "./page.ts";
    const pool = new Pool();
    export class Ports {
      all(page: PortPage) { return pool.query(\`SELECT id FROM ports ORDER BY "\${page.getSort()}" \${page.getDirection()}\`); }
                                                                                  ~~~~~~~~~~~~~~ splicedName: (from @Query(), controller.ts:4)
    }
  `,
    {
      files: {
        "controller.ts": `
        import { Ports } from "./code.ts";
        import { PortPage } from "./page.ts";
        export class Api { constructor(private ports: Ports) {} @Get() all(@Query() query: PageDto) { return this.ports.all(new PortPage(query)); } }`,
        "page.ts": `
        export class Page {
          protected sort: string;
          protected direction: string;
          constructor({ sort, direction }: PageDto) { this.sort = sort || "id"; this.direction = direction || "asc"; }
          getSort() { return this.sort; }
          getDirection() { return ["asc", "desc"].includes(this.direction) ? this.direction : "asc"; }
        }
        export class PortPage extends Page { constructor(query: PageDto) { super(query); } }`,
      },
    },
  );

  const page = (body: string) => ({
    "controller.ts": `
      import { Ports } from "./code.ts"; import { PortPage } from "./page.ts";
      export class Api { constructor(private ports: Ports) {} @Get() all(@Query() query: any) { return this.ports.all(new PortPage(query)); } }`,
    "page.ts": `
      export class Page { @ApiProperty() sort = "id"; protected take(value: any) { ${body} } }
      export class PortPage extends Page { protected known = ["id", "name"]; constructor(query: any) { super(); this.take(query.sort); } }
      export class Page2 {}`,
  });
  const paged = ts`
    import { Pool } from "pg";
    import { PortPage } from "./page.ts";
    const pool = new Pool();
    export class Ports {
      all(page: PortPage) { return pool.query(\`SELECT id FROM ports ORDER BY "\${page.sort}"\`); }
                                                                                  ~~~~~~~~~ splicedName
    }
  `;
  const withConstructor = (files: Readonly<Record<string, string>>) => ({
    ...files,
    "page.ts": (files["page.ts"] ?? "")
      .replace('sort = "id";', 'sort = "id"; constructor(protected query: any) {}')
      .replace("super()", "super(query)"),
  });
  valid("a field that the class fills after a check", paged.code, {
    files: withConstructor(page("if (this.known.includes(value)) this.sort = value;")),
  });
  invalid("a field that the class fills without one", paged, {
    files: withConstructor(page("if (value) this.sort = value;")),
  });
  invalid("a field that others may fill", paged, {
    files: page("if (this.known.includes(value)) this.sort = value;"),
  });

  const listed = ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const all = (given: any) => pool.query(\`SELECT id FROM ports ORDER BY \${given.sort}\`);
                                                                                     ~~~~~~~~~~ splicedName: (from req.query
  `;
  const route = (body: string) => ({
    "app.ts": `import { all } from "./code.ts"; app.get("/", (req, res) => { ${body} });`,
  });
  invalid("an object that is put together of a request", listed, {
    files: route(`const given: any = { page: 1 }; given.sort = req.query.sort; return all(given);`),
  });
  invalid("an object that a function puts together of one", listed, {
    files: route(
      `const made = () => { const given: any = {}; given.sort = req.query.sort; return given; }; return all(made());`,
    ),
  });
  valid("an object that is put together of constants", listed.code, {
    files: route(`const given: any = { page: req.query.page }; given.sort = "id"; return all(given);`),
  });
});
