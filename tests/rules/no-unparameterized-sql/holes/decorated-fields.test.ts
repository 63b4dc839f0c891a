import { labelled } from "./labelled.ts";

const files = {
  "query.ts": `
    import { IsInt, IsString, IsOptional, IsIn } from "class-validator";
    import { Type } from "class-transformer";
    export class PortQuery {
      @IsOptional() @IsString() words = "";
      @IsInt() page = 1;
      @Type(() => Number) size = 10;
      @IsIn(["id", "name"]) sort = "id";
      @IsString() direction: "asc" | "desc" = "asc";
      schema = "public";
    }`,
};
const before = 'import { Pool } from "pg"; import { PortQuery } from "./query"; const pool = new Pool();';
const quoted = (hole: string) =>
  `export const f = (query: PortQuery) => pool.query(\`SELECT id FROM ports WHERE name ILIKE '%\${${hole}}%'\`);`;

labelled("a field with a decorator and a default", { before, files }, [
  ["any text", quoted("«query.words»")],
  ["a number by its check", quoted("query.page")],
  ["a number by what is made of it", quoted("query.size")],
  ["one of a list", quoted("query.sort")],
  ["one of its type", quoted("query.direction")],
  ["without a decorator", quoted("query.schema")],
  [
    "in a condition that is put into a list",
    "export const f = (query: PortQuery) => { const all = []; if (query.words) all.push(`name ILIKE '%${«query.words»}%'`); return pool.query('SELECT id FROM ports WHERE ' + all.join(' AND ')); };",
  ],
]);
