import { labelled } from "./labelled.ts";

const before =
  'import SQL, { type SQLStatement } from "sql-template-strings"; import { Pool } from "pg"; const pool = new Pool();';
const piece = (code: string) =>
  `export function f(statement: SQLStatement, words: string) { ${code} return statement; }`;

labelled("a text that is appended to a statement of sql-template-strings", { before }, [
  ["in another function", piece("statement.append(` AND name LIKE LOWER('%${«words»}%')`);")],
  ["put together", piece('statement.append(" AND name = \'" + «words» + "\'");')],
  [
    "to what another call gives back",
    piece("const where = statement.append(` WHERE 1=1`); where.append(` AND name = '${«words»}'`);"),
  ],
  [
    "to one of two",
    piece(
      "const where = words ? statement.append(` WHERE 1=1`) : statement; where.append(` AND name = '${«words»}'`);",
    ),
  ],
  ["with the library's own tag", piece("statement.append(SQL` AND name = ${words}`);")],
  ["that is a constant", piece("statement.append(` AND name IS NULL`);")],
  ["another statement", piece("const more = SQL`AND 1 = 1`; statement.append(more);")],
  ["to what is no statement", "export function f(list: FormData, words: string) { list.append(`name = '${words}'`); }"],
]);
