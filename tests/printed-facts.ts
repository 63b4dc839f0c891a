import type { PGlite } from "@electric-sql/pglite";

/**
 * The types, casts, operators and functions of a PostgreSQL server as the files of the folder `facts` hold them: one object a line, its fields
 * separated by tabs, types by their name in pg_type. In: the extension whose objects are meant; null for those of PostgreSQL itself.
 */
export async function printedFacts(db: PGlite, extension: string | null): Promise<string> {
  const lines = async (sql: string): Promise<readonly string[]> =>
    (await db.query<{ line: string }>(sql)).rows.map(({ line }) => line);
  const own = (catalog: string, of: string) =>
    extension === null
      ? `${of}.oid < 16384`
      : `${of}.oid IN (SELECT objid FROM pg_depend JOIN pg_extension e ON e.oid = refobjid
           WHERE classid = '${catalog}'::regclass AND refclassid = 'pg_extension'::regclass AND extname = '${extension}')`;
  const ownType = (of: string) =>
    extension === null ? `${of}.oid < 16384` : `(${own("pg_type", of)} OR ${own("pg_type", "element")})`;
  return [
    "types",
    ...(await lines(types(ownType("t")))),
    "casts",
    ...(await lines(casts(own("pg_cast", "c")))),
    "operators",
    ...(await lines(operators(own("pg_operator", "o")))),
    "functions",
    ...(await lines(functions(own("pg_proc", "p")))),
    "",
  ].join("\n");
}

/** What a query gives, or nothing. */
const listed = (query: string) => `coalesce((${query}), '')`;

/** A type by its own name; a pseudo-type too. */
const named = (oid: string) => `(SELECT typname FROM pg_type WHERE oid = ${oid})`;

/**
 * name, category, kind (typtype; `a` for an array), what else it is known by: `p` preferred, `e` it has an equality, `o` an order, `m` it takes
 * modifiers, `s` it takes subscripts although it is no array; element (of an array, range, multirange or domain), its array type, its multirange,
 * and what format_type calls it.
 */
const types = (own: string) =>
  `
  SELECT concat_ws(E'\\t', t.typname, t.typcategory, CASE WHEN isarray THEN 'a' ELSE t.typtype END,
      concat(CASE WHEN t.typispreferred THEN 'p' END, CASE WHEN has('hash') OR has('btree') THEN 'e' END, CASE WHEN has('btree') THEN 'o' END,
        CASE WHEN t.typmodin <> 0 THEN 'm' END, CASE WHEN t.typsubscript <> 0 AND NOT isarray THEN 's' END),
      coalesce(${named("CASE WHEN isarray OR t.typelem <> 0 THEN t.typelem WHEN t.typtype = 'd' THEN t.typbasetype ELSE coalesce(r.rngsubtype, m.rngtypid) END")}, ''),
      coalesce(${named("t.typarray")}, ''), coalesce(${named("r.rngmultitypid")}, ''), format_type(t.oid, NULL)) AS line
  FROM pg_type t LEFT JOIN pg_type element ON element.oid = t.typelem LEFT JOIN pg_range r ON r.rngtypid = t.oid
    LEFT JOIN pg_range m ON m.rngmultitypid = t.oid, LATERAL (SELECT t.typsubscript = 'array_subscript_handler'::regproc AND t.typlen = -1 AS isarray) i
  WHERE ${own} AND t.typrelid = 0 AND coalesce(element.typrelid, 0) = 0
  ORDER BY t.typname COLLATE "C"`.replace(
    /has\('(\w+)'\)/g,
    (_, method: string) => `EXISTS (SELECT FROM pg_opclass WHERE opcintype = t.oid AND opcdefault
    AND opcmethod = (SELECT oid FROM pg_am WHERE amname = '${method}'))`,
  );

/** source, target, `i` implicit, `a` in assignments or `e` explicit, and `f` by a function, `b` binary-coercible or `i` through text. */
const casts = (own: string) => `
  SELECT concat_ws(E'\\t', ${named("castsource")}, ${named("casttarget")}, castcontext, castmethod) AS line
  FROM pg_cast c WHERE ${own} ORDER BY 1`;

/** name, left type (empty for a prefix operator), right type, result, `!` where it is strict. */
const operators = (own: string) => `
  SELECT concat_ws(E'\\t', oprname, coalesce(${named("oprleft")}, ''), ${named("oprright")}, ${named("oprresult")},
    CASE WHEN proisstrict THEN '!' ELSE '' END) AS line
  FROM pg_operator o JOIN pg_proc ON pg_proc.oid = oprcode WHERE ${own} ORDER BY oprname COLLATE "C", 1`;

/**
 * name, kind (prokind; aggregates: \`n\` normal, \`o\` ordered-set, \`h\` hypothetical-set) with \`s\` where it gives a set, \`!\` where it is strict and its
 * volatility, arguments, result, how many of the arguments have defaults, how many are direct (of an aggregate), the element type of a variadic one,
 * names of the arguments, and name and type of each output column.
 */
const functions = (own: string) => `
  SELECT rtrim(concat_ws(E'\\t', proname, concat(CASE prokind WHEN 'a' THEN aggkind ELSE prokind END, CASE WHEN proretset THEN 's' END,
      CASE WHEN proisstrict THEN '!' END, provolatile),
    ${listed(`SELECT string_agg(${named("type")}, ' ' ORDER BY n) FROM unnest(proargtypes) WITH ORDINALITY a(type, n)`)}, ${named("prorettype")},
    coalesce(nullif(pronargdefaults, 0)::text, ''), CASE WHEN aggkind <> 'n' THEN aggnumdirectargs::text ELSE '' END,
    ${listed(named("nullif(provariadic, 0)"))},
    ${listed(`SELECT string_agg(name, ' ' ORDER BY n) FROM unnest(proargnames) WITH ORDINALITY a(name, n)
      WHERE proargmodes IS NULL OR proargmodes[n] IN ('i', 'b', 'v')`)},
    ${listed(`SELECT string_agg(concat(proargnames[n], ' ', ${named("proallargtypes[n]")}), ',' ORDER BY n) FROM unnest(proargmodes) WITH ORDINALITY a(mode, n)
      WHERE mode IN ('o', 'b', 't')`)}), E'\\t') AS line
  FROM pg_proc p LEFT JOIN pg_aggregate ON aggfnoid = p.oid
  WHERE ${own} AND prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype, 'table_am_handler'::regtype,
      'index_am_handler'::regtype, 'tsm_handler'::regtype, 'fdw_handler'::regtype, 'language_handler'::regtype)
    AND NOT proargtypes::oid[] && ARRAY['internal'::regtype::oid]
  ORDER BY proname COLLATE "C", 1`;
