import { labelled } from "./labelled.ts";

const before = 'import { Pool } from "pg"; const pool = new Pool();';
const sent = (parameter: string, hole: string) =>
  `export const f = (x: ${parameter}) => pool.query(\`SELECT id FROM ports WHERE name = '\${${hole}}'\`);`;

labelled("elements of typed lists", { before }, [
  ["a number by its index", sent("number[]", "x[0]")],
  ["a number of a list that only reads", sent("readonly number[]", "x[3]")],
  ["a number of a tuple", sent("[number, string]", "x[0]")],
  ["a number of a tuple with names", sent("[lon: number, label: string]", "x[0]")],
  ["a text of a tuple", sent("[number, string]", "«x[1]»")],
  ["what may be left out before it", sent("[number?, string?]", "«x[1]»")],
  ["a text by its index", sent("string[]", "«x[0]»")],
  [
    "numbers of lists in lists",
    sent("number[][][]", 'x.map((l) => `(${l.map((c) => `${c[0]} ${c[1]}`).join(", ")})`).join(",")'),
  ],
  [
    "texts of lists in lists",
    sent("string[][][]", '«x.map((l) => `(${l.map((c) => `${c[0]} ${c[1]}`).join(", ")})`).join(",")»'),
  ],
]);
