/** Statements over the tables of nullability.postgres.test.ts, with computed outputs of every kind, drawn with a seed. */
export function drawnStatement(random: () => number): string {
  return new Draw(random).statement();
}

interface Scope {
  /** Columns in sight, with their relation, by type. */
  readonly text: readonly string[];
  readonly int: readonly string[];
  readonly bool: readonly string[];
}

const tables: Readonly<Record<string, { readonly name: string } & Scope>> = {
  u: { name: "users", text: ["email", "nick", "shout"], int: ["id", "age", "team_id", "home_id"], bool: ["active"] },
  t: { name: "teams", text: ["name", "motto"], int: ["id", "lead_id"], bool: [] },
  p: { name: "posts", text: ["title", "body"], int: ["id", "user_id", "reviewer_id", "likes"], bool: [] },
  q: { name: "pairs", text: ["note"], int: ["a", "b"], bool: [] },
};
const links: readonly (readonly [string, string, string])[] = [
  ["u", "t", "u.team_id = t.id"],
  ["u", "t", "u.home_id = t.id"],
  ["u", "p", "p.user_id = u.id"],
  ["u", "p", "p.reviewer_id = u.id"],
  ["t", "q", "q.a = t.id"],
];

class Draw {
  readonly #random: () => number;
  #depth = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  #maybe(share: number): boolean {
    return this.#random() < share;
  }

  statement(): string {
    return this.#pick([
      () => this.#select(),
      () => this.#select(),
      () => this.#select(),
      () => this.#grouped(),
      () => this.#grouped(),
      () => this.#aggregated(),
      () => this.#windowed(),
      () => this.#derived(),
      () => this.#lateral(),
      () => this.#united(),
      () => this.#update(),
      () => this.#insert(),
    ])();
  }

  #from(): { sql: string; scope: Scope } {
    const first = this.#pick(Object.keys(tables));
    const used = [first];
    let sql = `${tables[first]?.name ?? ""} ${first}`;
    for (let count = Math.floor(this.#random() * 3); count > 0; count--) {
      const link = this.#pick(links.filter(([a, b]) => used.includes(a) !== used.includes(b)));
      if (!link) break;
      const next = used.includes(link[0]) ? link[1] : link[0];
      used.push(next);
      sql += ` ${this.#pick(["JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"])} ${tables[next]?.name ?? ""} ${next} ON ${link[2]}`;
    }
    return { sql, scope: scopeOf(used) };
  }

  #where(scope: Scope, share = 0.6): string {
    return this.#maybe(share) ? ` WHERE ${this.#bool(scope, 2)}` : "";
  }

  #value(scope: Scope, depth = 3): string {
    return this.#pick([
      () => this.#text(scope, depth),
      () => this.#int(scope, depth),
      () => this.#bool(scope, depth),
    ])();
  }

  #text(scope: Scope, depth: number): string {
    if (depth === 0 || this.#maybe(0.2))
      return this.#pick([...scope.text, ...scope.text, "'a'::text", "''::text", "NULL::text"]);
    const text = () => this.#text(scope, depth - 1);
    return this.#pick([
      () => `upper(${text()})`,
      () => `(${text()} || ${text()})`,
      () => `concat(${text()}, ${text()})`,
      () => `coalesce(${text()}, ${text()})`,
      () => `nullif(${text()}, 'a')`,
      () => `nullif(${text()}, ${text()})`,
      () => `CASE WHEN ${this.#bool(scope, depth - 1)} THEN ${text()} ELSE ${text()} END`,
      () => `CASE WHEN ${this.#bool(scope, depth - 1)} THEN ${text()} END`,
      () => `CASE WHEN ${this.#bool(scope, 1)} THEN ${text()} WHEN ${this.#bool(scope, 1)} THEN ${text()} END`,
      () => `CASE ${text()} WHEN 'a' THEN ${text()} WHEN 'b' THEN 'x' END`,
      () => `greatest(${text()}, ${text()})`,
      () => `left(${text()}, ${this.#int(scope, depth - 1)})`,
      () => `replace(${text()}, 'a', ${text()})`,
      () => `split_part(${text()}, ',', 1)`,
      () => `concat_ws(${text()}, ${text()}, 'z')`,
      () => `(${this.#int(scope, depth - 1)})::text`,
      () => `(jsonb_build_object('a', ${text()}) ->> ${this.#pick(["'a'", "'b'"])})`,
      () => `(to_jsonb(${text()}) #>> '{}')`,
      () => `btrim(${text()}::varchar)`,
      () => `(ARRAY[${text()}, 'a'])[${this.#pick(["1", "2", "3"])}]`,
      () => `array_to_string(ARRAY[${text()}], ',')`,
      () => `substring(${text()} FROM 'a')`,
      () => `substring(${text()}, 1, 2)`,
      () => `regexp_replace(${text()}, 'a', 'b')`,
      () => `format('%s', ${text()})`,
      () => `to_char(now(), ${text()})`,
      () => `quote_literal(${text()})`,
      () => `lower(${text()} COLLATE "C")`,
      () => `(SELECT ${text()})`,
      () => (this.#depth > 1 ? text() : this.#scalar(scope)),
    ])();
  }

  #int(scope: Scope, depth: number): string {
    if (depth === 0 || this.#maybe(0.2)) return this.#pick([...scope.int, ...scope.int, "1", "0", "NULL::int"]);
    const int = () => this.#int(scope, depth - 1);
    return this.#pick([
      () => `(${int()} + ${int()})`,
      () => `(${int()} % 7)`,
      () => `-${int()}`,
      () => `length(${this.#text(scope, depth - 1)})`,
      () => `coalesce(${int()}, ${int()})`,
      () => `least(${int()}, ${int()}, 5)`,
      () => `nullif(${int()}, 0)`,
      () => `abs(${int()})`,
      () => `CASE WHEN ${this.#bool(scope, depth - 1)} THEN ${int()} ELSE ${int()} END`,
      () => `round(${int()}::numeric)::int`,
      () => `num_nulls(${int()}, ${this.#text(scope, depth - 1)})`,
      () => `array_length(ARRAY[${int()}], 1)`,
      () => `cardinality(ARRAY[${int()}])`,
      () => `(jsonb_build_object('a', ${int()}) -> 'a')::int`,
      () => `strpos(${this.#text(scope, depth - 1)}, 'a')`,
      () => `ascii(${this.#text(scope, depth - 1)})`,
      () => `(SELECT count(*) FROM users x WHERE x.id = ${int()})::int`,
      () => `extract(year FROM now())::int`,
    ])();
  }

  #bool(scope: Scope, depth: number): string {
    if (depth === 0 || this.#maybe(0.1))
      return this.#pick([...scope.bool, "true", ...scope.int.map((column) => `${column} > 0`)]);
    const bool = () => this.#bool(scope, depth - 1);
    const text = () => this.#text(scope, depth - 1);
    const int = () => this.#int(scope, depth - 1);
    return this.#pick([
      () => `${text()} = ${text()}`,
      () => `${int()} > ${int()}`,
      () => `${this.#pick([...scope.text, ...scope.int])} IS NOT NULL`,
      () => `${this.#pick([...scope.text, ...scope.int])} IS NULL`,
      () => `${text()} IS NOT NULL`,
      () => `(${bool()} AND ${bool()})`,
      () => `(${bool()} OR ${bool()})`,
      () => `NOT (${bool()})`,
      () => `${text()} LIKE 'a%'`,
      () => `${text()} IN ('a', ${text()})`,
      () => `${int()} NOT IN (1, ${int()})`,
      () => `${int()} BETWEEN 0 AND ${int()}`,
      () => `${text()} IS DISTINCT FROM ${text()}`,
      () => `(${bool()}) IS TRUE`,
      () => `(${bool()}) IS NOT FALSE`,
      () => `${int()} = ANY (ARRAY[1, ${int()}])`,
      () => `${int()} <> ALL (ARRAY[1, 2])`,
      () => `${int()} IN (SELECT x.id FROM users x)`,
      () => `${int()} IN (SELECT x.lead_id FROM teams x)`,
      () => `EXISTS (SELECT 1 FROM posts x WHERE x.id = ${int()})`,
    ])();
  }

  #scalar(scope: Scope): string {
    this.#depth++;
    const inner = scopeOf(["p"], "s");
    const correlated = this.#maybe(0.5) ? ` WHERE s.user_id = ${this.#int(scope, 1)}` : this.#where(inner, 0.4);
    const output = this.#pick([
      () => this.#text(inner, 1),
      () => `max(${this.#text(inner, 1)})`,
      () => `string_agg(s.title, ',')`,
    ])();
    this.#depth--;
    return `(SELECT ${output} FROM posts s${correlated}${/\b(?:max|string_agg)\(/.test(output) ? "" : " LIMIT 1"})`;
  }

  #outputs(make: () => string): string {
    return Array.from({ length: 3 }, (_, index) => `${make()} AS c${index}`).join(", ");
  }

  #select(): string {
    const { sql, scope } = this.#from();
    return `SELECT ${this.#outputs(() => this.#value(scope))} FROM ${sql}${this.#where(scope)}`;
  }

  #aggregate(scope: Scope): string {
    const filter = this.#maybe(0.2) ? ` FILTER (WHERE ${this.#bool(scope, 1)})` : "";
    const call = this.#pick([
      () => `max(${this.#text(scope, 1)})`,
      () => `min(${this.#int(scope, 1)})`,
      () => `sum(${this.#int(scope, 1)})`,
      () => `avg(${this.#int(scope, 0)})`,
      () => `count(${this.#int(scope, 0)})`,
      () => `string_agg(${this.#text(scope, 1)}, ',')`,
      () => `array_agg(${this.#text(scope, 0)})`,
      () => `json_agg(${this.#int(scope, 0)})`,
      () => `bool_and(${this.#bool(scope, 1)})`,
      () => `stddev(${this.#int(scope, 0)})`,
      () => `var_pop(${this.#int(scope, 0)})`,
      () => `corr(${this.#int(scope, 0)}, ${this.#int(scope, 0)})`,
      () => `any_value(${this.#text(scope, 0)})`,
      () => `max(${this.#text(scope, 0)} ORDER BY 1)`,
      () => `percentile_disc(0.5) WITHIN GROUP (ORDER BY ${this.#int(scope, 0)})`,
    ])();
    const made = call.includes("ORDER BY 1") ? call.replace(" ORDER BY 1", "") + filter : call + filter;
    return this.#maybe(0.2) ? `coalesce(${made}, NULL)` : made;
  }

  #aggregated(): string {
    const { sql, scope } = this.#from();
    const having = this.#maybe(0.2) ? ` HAVING ${this.#aggregate(scope)} IS NOT NULL` : "";
    return `SELECT ${this.#outputs(() => this.#aggregate(scope))} FROM ${sql}${this.#where(scope)}${having}`;
  }

  #grouped(): string {
    const { sql, scope } = this.#from();
    const [one, two] = [this.#pick(scope.text), this.#pick(scope.int)];
    const by = this.#pick([
      `${one}, ${two}`,
      `ROLLUP (${one}, ${two})`,
      `CUBE (${one}, ${two})`,
      `GROUPING SETS ((${one}), (${two}))`,
      `GROUPING SETS ((${one}, ${two}), (${one}), ())`,
      `${one}, ROLLUP (${two})`,
      `ROLLUP ((${one}, ${two}))`,
    ]);
    const having = this.#maybe(0.3)
      ? ` HAVING ${this.#pick([`count(*) > 0`, `${one} IS NOT NULL`, `max(${two}) > 0`])}`
      : "";
    const outputs = this.#outputs(() =>
      this.#maybe(0.5)
        ? this.#aggregate(scope)
        : this.#pick([one, two, `upper(${one})`, `coalesce(${one}, 'x')`, `${two} + 1`, `grouping(${one})`]),
    );

    return `SELECT ${outputs} FROM ${sql}${this.#where(scope)} GROUP BY ${by}${having}`;
  }

  #windowed(): string {
    const { sql, scope } = this.#from();
    const over = () =>
      `OVER (${this.#maybe(0.5) ? `PARTITION BY ${this.#pick(scope.int)} ` : ""}ORDER BY ${this.#pick(scope.int)}${this.#pick(["", "", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW", " ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING", " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE CURRENT ROW", " ROWS CURRENT ROW"])})`;
    const call = () =>
      this.#pick([
        () => "row_number()",
        () => "ntile(2)",
        () => "percent_rank()",
        () => `lag(${this.#text(scope, 1)})`,
        () => `lead(${this.#text(scope, 0)}, 1, '')`,
        () => `lag(${this.#text(scope, 0)}, 0)`,
        () => `first_value(${this.#text(scope, 1)})`,
        () => `nth_value(${this.#text(scope, 0)}, 2)`,
        () => `last_value(${this.#int(scope, 1)})`,
        () => `sum(${this.#int(scope, 1)})`,
        () => `count(${this.#int(scope, 1)})`,
        () => `max(${this.#text(scope, 0)}) FILTER (WHERE ${this.#bool(scope, 1)})`,
      ])();
    return `SELECT ${this.#outputs(() => `${call()} ${over()}`)} FROM ${sql}${this.#where(scope)}${this.#maybe(0.1) ? " OFFSET 1" : ""}`;
  }

  #derived(): string {
    const inner = this.#pick([
      () => this.#select(),
      () => this.#grouped(),
      () => this.#aggregated(),
      () => this.#windowed(),
    ])();
    const where = this.#maybe(0.4) ? ` WHERE d.c${Math.floor(this.#random() * 3)} IS NOT NULL` : "";
    const outputs = `d.c0, d.c1, coalesce(d.c2, d.c2) AS c2, d.c0 IS NULL AS c3, concat(d.c1) AS c4`;
    if (this.#maybe(0.5)) return `WITH d AS (${inner}) SELECT ${outputs} FROM d${where}`;
    return `SELECT ${outputs}, t.name FROM teams t ${this.#pick(["CROSS JOIN", "LEFT JOIN"])} (${inner}) d`
      .replace(/(LEFT JOIN \(.*\) d)$/s, "$1 ON true")
      .concat(where);
  }

  #lateral(): string {
    const inner = scopeOf(["p"], "s");
    const body = this.#pick([
      () => `SELECT ${this.#outputs(() => this.#value(inner, 1))} FROM posts s WHERE s.user_id = u.id LIMIT 1`,
      () => `SELECT ${this.#outputs(() => this.#aggregate(inner))} FROM posts s WHERE s.user_id = u.id`,
      () => `SELECT u.nick AS c0, upper(u.email) AS c1, u.age + 1 AS c2`,
    ])();
    return `SELECT x.c0, x.c1, x.c2, u.nick FROM users u ${this.#pick([`LEFT JOIN LATERAL (${body}) x ON true`, `CROSS JOIN LATERAL (${body}) x`])}`;
  }

  #united(): string {
    const arm = () => {
      const { sql, scope } = this.#from();
      return `SELECT ${this.#text(scope, 2)} AS a, ${this.#int(scope, 2)} AS b FROM ${sql}${this.#where(scope)}`;
    };
    return `${arm()} ${this.#pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])} ${arm()}`;
  }

  #update(): string {
    const scope = scopeOf(["u"], "u");
    return `UPDATE users u SET nick = ${this.#text(scope, 2)}, age = ${this.#int(scope, 2)}${this.#where(scope)} RETURNING u.nick, u.age, upper(u.nick) AS up, u.active, u.email`;
  }

  #insert(): string {
    const nothing: Scope = { text: ["'q'::text"], int: ["3"], bool: ["true"] };
    const row = (id: number) =>
      `(${id}, ${this.#pick(["'n'", "upper('n')"])}, ${this.#text(nothing, 1)}, ${this.#int(nothing, 1)})`;
    const rows = this.#maybe(0.5) ? row(900) : `${row(901)}, ${row(902)}`;
    const conflict = this.#pick(["", " ON CONFLICT DO NOTHING", " ON CONFLICT (id) DO UPDATE SET name = 'x'"]);
    return `INSERT INTO teams (id, name, motto, lead_id) VALUES ${this.#maybe(0.3) ? row(1) : rows}${conflict} RETURNING motto, lead_id, upper(motto) AS up`;
  }
}

function scopeOf(names: readonly string[], alias?: string): Scope {
  const all = (type: "text" | "int" | "bool") =>
    names.flatMap((name) => (tables[name]?.[type] ?? []).map((column) => `${alias ?? name}.${column}`));
  return { text: all("text"), int: all("int"), bool: all("bool") };
}
