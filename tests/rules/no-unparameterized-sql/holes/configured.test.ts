import { labelled } from "./labelled.ts";

const files = {
  "config.ts": `
    import convict from "convict";
    const kinds = ["cargo", "ferry"];
    const config = convict({
      age: { max: { doc: "days", default: 30, env: "MAX_AGE", format: Number }, min: { default: 24 * 60 }, of: { default: "a", format: String } },
      port: { format: "int", default: 1 },
      kind: { format: ["cargo", "ferry"], default: "cargo" },
      sort: { format: kinds, default: "cargo" },
      on: { default: false },
      name: { default: "" },
    });
    export default config;`,
};
const before =
  'import { Pool } from "pg"; import settings from "./config"; import config from "config"; import { ConfigService } from "@nestjs/config"; const pool = new Pool();';
const quoted = (hole: string) =>
  `export const f = () => pool.query(\`SELECT id FROM ports WHERE name = '\${${hole}}'\`);`;
const bare = (hole: string) => `export const f = () => pool.query(\`SELECT id FROM ports WHERE age > \${${hole}}\`);`;

labelled("what a program is configured with", { before, files }, [
  ["a number by its format", bare('settings.get("age.max")')],
  ["a number by its default", bare('settings.get("age.min")')],
  ["a number by the name of its format", bare('settings.get("port")')],
  ["one of several texts", bare('settings.get("kind")')],
  ["one of several texts in a constant", bare('settings.get("sort")')],
  ["a boolean", bare('settings.get("on")')],
  ["a text by its format", quoted('«settings.get("age.of")»')],
  ["a text by its default", quoted('«settings.get("name")»')],
  ["a key that is not there", quoted('«settings.get("age.other")»')],
  ["a type argument", bare('config.get<number>("age")')],
  ["a type argument that is a text", quoted('«config.get<string>("age")»')],
  [
    "a type argument of a service that is injected",
    'export class A { constructor(private readonly settings: ConfigService) {} f() { return pool.query(`SELECT id FROM ports WHERE age > ${this.settings.getOrThrow<number>("age")}`); } }',
  ],
  [
    "by way of a parameter of a function that is called where it stands",
    'export const f = () => ((age) => pool.query(`SELECT id FROM ports WHERE age > ${age}`))(settings.get("age.max"));',
  ],
  [
    "a request's, by such a way",
    'app.get("/", (req, res) => ((age) => pool.query(`SELECT id FROM ports WHERE age > ${«age»}`))(req.query.age));',
  ],
]);
