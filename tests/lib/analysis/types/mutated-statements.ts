import { typedSchema } from "./drawn-typed-statements.ts";

/** A statement with one thing exchanged: a function, an operator, a column, a type, an argument. Most are none that PostgreSQL takes. */
export function mutatedStatement(sql: string, random: () => number): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const exchange = (what: RegExp, by: (found: string) => string): string | null => {
    const found = [...sql.matchAll(what)];
    if (found.length === 0) return null;
    const one = pick(found);
    return sql.slice(0, one.index) + by(one[0]) + sql.slice(one.index + one[0].length);
  };
  const made = pick([
    () => exchange(/\b[a-z_0-9]+(?=\()/g, () => pick(functions)),
    () => exchange(/\b[a-z_0-9]+(?=\()/g, (name) => `${name.slice(0, -1)}${pick(["", "x", "_of"])}`),
    () => exchange(/ (?:\+|-|\*|\/|=|<|>|<>|\|\||@>|&&|->|->>|~|%|<@|>=) /g, () => ` ${pick(operators)} `),
    () => exchange(/\b[utl]\.[a-z_]+\b/g, (name) => `${name[0] ?? "u"}.${pick(columns)}`),
    () => exchange(/::[a-z0-9]+(?:\([\d,]+\))?/g, () => `::${pick(types)}`),
    () => exchange(/'[^']*'/g, () => pick(literals)),
    () => exchange(/, (?=[^()]*\))/g, () => pick([", 1, ", ", 'x', ", ", NULL, "])),
    () => exchange(/\b\d+\b/g, () => pick(literals)),
  ])();
  return made ?? sql;
}

const columns = [
  ...typedSchema.matchAll(
    /\b([a-z_]+) (?:text|int|bigint|varchar|numeric|date|timestamp|interval|uuid|json|bytea|boolean|mood|mail|citext)/g,
  ),
].map(([, name = ""]) => name);
const functions =
  "abs lower upper length round trunc coalesce greatest sum max min avg count array_agg string_agg concat substr replace to_char to_date to_timestamp date_trunc date_part age now random sqrt power mod array_length array_append array_cat cardinality unnest jsonb_build_object jsonb_set to_jsonb jsonb_array_length jsonb_agg row_number rank lag format md5 encode decode host extract left right add_one last_of tab stats position strpos split_part sign ceil floor".split(
    " ",
  );
const operators = "+ - * / % = <> < > <= >= || && @> <@ -> ->> #> ~ ~* !~ ? @@ << >> & | ^ -|- <->".split(" ");
const types =
  "int text bigint numeric date timestamptz timestamp interval uuid jsonb json bytea boolean mood mail positive float8 real inet time varchar(5) place citext money int4range point xml oid".split(
    " ",
  );
const literals = [
  "'a'",
  "''",
  "'1'",
  "'2024-13-01'",
  "'2024-02-01'",
  "'{}'",
  "'[1]'",
  "'t'",
  "'99999999999'",
  "'1.5'",
  "1",
  "1.5",
  "NULL",
  "true",
  "now()",
  "'ok'",
  "'tomorrow'",
  "' 7 '",
];
