/** Statements over the tables of nullability.postgres.test.ts, with computed outputs of every kind, drawn with a seed. */
export function drawnStatement(random: () => number): string {
  return new Draw(random).statement();
}

/** Statements whose outputs are CASEs over what is asked of all rows of a group. */
export function drawnGroupCase(random: () => number): string {
  return new Draw(random).groupCases();
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
  i: {
    name: "items",
    text: ["kind", "code", "name", "mood::text", "data ->> 'a'", "marks[1]"],
    int: ["id", "owner_id", "size::int", "(born - DATE '2020-01-01')", "cardinality(i.marks)"],
    bool: ["born > DATE '2020-01-01'", "span @> 1"],
  },
  d: { name: "drafts", text: ["body", "title", "mark"], int: ["id"], bool: [] },
  v: { name: "live_users", text: ["email", "nick"], int: ["id", "age", "team_id", "home_id"], bool: ["active"] },
  m: { name: "members", text: ["tableoid::text"], int: ["id", "team_id"], bool: [] },
};
const seldom: ReadonlySet<string> = new Set(["d", "v", "m"]);
const links: readonly (readonly [string, string, string])[] = [
  ["u", "t", "u.team_id = t.id"],
  ["u", "t", "u.home_id = t.id"],
  ["u", "p", "p.user_id = u.id"],
  ["u", "p", "p.reviewer_id = u.id"],
  ["t", "q", "q.a = t.id"],
  ["i", "u", "u.id = i.owner_id"],
  ["v", "t", "t.id = v.home_id"],
  ["v", "p", "p.user_id = v.id"],
  ["m", "t", "t.id = m.team_id"],
  ["d", "t", "t.id = d.id"],
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
      () => this.#merge(),
      () => this.#functions(),
      () => this.#merged(),
      () => this.#recursive(),
      () => this.#items(),
      () => this.#changed(),
      () => this.#values(),
      () => this.#hidden(),
    ])();
  }

  /** Rows that are there, and need not be seen. */
  #hidden(): string {
    const sample = this.#pick(["", " TABLESAMPLE bernoulli (40)", " TABLESAMPLE system (50)"]);
    const pair = this.#pick(["x1.a AND q.b = x2.b", "x1.a AND q.b = x1.b"]);
    const by = this.#pick(["ROLLUP (u.home_id, u.email)", "CUBE (u.email, u.home_id)", "u.email, ROLLUP (u.home_id)"]);
    const join = () => this.#pick(["LEFT JOIN", "LEFT JOIN", "CROSS JOIN", "FULL JOIN"]);
    const on = (kind: string) => (kind === "CROSS JOIN" ? "" : " ON true");
    const [one, other] = [join(), join()];
    return this.#pick([
      () =>
        `SELECT t.name AS c0, (SELECT x.email FROM users x${sample} WHERE x.id = u.id) AS c1, v.email AS c2 FROM users u LEFT JOIN teams t${sample} ON t.id = u.home_id LEFT JOIN users v ON v.id = u.id`,
      () =>
        `SELECT (SELECT t.name FROM teams t${sample} WHERE t.id = u.home_id) AS c0, (SELECT upper(u.email)) AS c1, EXISTS (SELECT 1 WHERE u.home_id IS NULL) AS c2, (SELECT max(x.nick) FROM users x WHERE x.email = u.email) AS c3 FROM users u GROUP BY ${by}`,
      () =>
        `SELECT q1.a AS c0, q2.b AS c1, p.id AS c2 FROM posts p ${one} pairs q1${on(one)} ${other} pairs q2${on(other)}`,
      () =>
        `WITH x AS (SELECT a, b FROM uses) SELECT q.a AS c0, q.note AS c1 FROM x x1 CROSS JOIN x x2 LEFT JOIN pairs q ON q.a = ${pair}`,
      () =>
        `SELECT q.a AS c0, q.note AS c1 FROM uses u LEFT JOIN pairs q ON q.a = u.c AND q.b = u.d${this.#pick(["", " WHERE u.d IS NOT NULL", " WHERE u.c IS NOT NULL AND u.d >= 0"])}`,
    ])();
  }

  #from(): { sql: string; scope: Scope } {
    let first = this.#pick(Object.keys(tables));
    if (seldom.has(first)) first = this.#pick(Object.keys(tables));
    const used = [first];
    const only = (first === "d" || first === "m") && this.#maybe(0.4) ? "ONLY " : "";
    let sql = `${only}${tables[first]?.name ?? ""} ${first}`;
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
      return this.#maybe(0.9) ? this.#pick(scope.text) : this.#pick(["'a'::text", "''::text", "NULL::text"]);
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
    if (depth === 0 || this.#maybe(0.2))
      return this.#maybe(0.9) ? this.#pick(scope.int) : this.#pick(["1", "0", "NULL::int"]);
    const int = () => this.#int(scope, depth - 1);
    return this.#pick([
      () => `(${int()} + ${int()})`,
      () => `(${int()} % 7)`,
      () => `(- ${int()})`,
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

  groupCases(): string {
    const { sql, scope } = this.#from();
    const by = this.#maybe(0.7) ? ` GROUP BY ${this.#pick(scope.int)}` : "";
    const having = this.#maybe(0.2) ? ` HAVING ${this.#groupCondition(scope)}` : "";
    return `SELECT ${this.#outputs(() => this.#groupCase(scope))} FROM ${sql}${this.#where(scope, 0.3)}${by}${having}`;
  }

  #groupCase(scope: Scope): string {
    const branches = Array.from(
      { length: this.#maybe(0.3) ? 2 : 1 },
      () => `WHEN ${this.#groupCondition(scope)} THEN ${this.#maybe(0.6) ? "0" : this.#groupValue(scope)}`,
    );
    const made = `CASE ${branches.join(" ")} ELSE ${this.#maybe(0.2) ? "0" : this.#groupValue(scope)} END`;
    return !made.includes("OVER") && this.#maybe(0.1) ? `lag(${made}, 1, 0) OVER (ORDER BY count(*))` : made;
  }

  #groupValue(scope: Scope): string {
    const int = this.#plain(scope);
    const filter = this.#maybe(0.15) ? ` FILTER (WHERE ${this.#rowCondition(scope)})` : "";
    return this.#pick([
      () => `min(${int})${filter}`,
      () => `max(${int} + 1)${filter}`,
      () => `sum(${int})${filter}::int`,
      () => `max(coalesce(${int}, ${this.#plain(scope)}))${filter}`,
      () => `lag(max(${int}), 1, 0) OVER (ORDER BY count(*))`,
      () => `max(${int}) + (SELECT count(*) FROM users x)::int`,
    ])();
  }

  /** One of two columns, so that conditions and values meet. */
  #plain(scope: Scope): string {
    return (
      scope.int[Math.floor(this.#random() * Math.min(2, scope.int.length)) + Math.max(0, scope.int.length - 2)] ?? "1"
    );
  }

  #rowCondition(scope: Scope): string {
    const int = this.#plain(scope);
    return this.#pick([
      () => `${int} IS NULL`,
      () => `${int} IS NOT NULL`,
      () => `coalesce(${int}, 0) = 0`,
      () => `coalesce(${int}, ${this.#plain(scope)}, 0) > 0`,
      () => `${int} > 0`,
      () => `NOT (${int} > 0)`,
      () => `${int} IS NULL OR ${this.#plain(scope)} IS NULL`,
      () => `${int} IS NOT NULL AND ${this.#plain(scope)} > 1`,
      () => this.#bool(scope, 1),
    ])();
  }

  #groupCondition(scope: Scope): string {
    const int = this.#plain(scope);
    const filter = this.#maybe(0.2) ? ` FILTER (WHERE ${this.#rowCondition(scope)})` : "";
    const number = this.#pick(["0", "0", "1", "2"]);
    const operator = this.#pick(["=", "=", ">", "<", ">=", "<=", "<>"]);
    const made = this.#pick([
      () => `bool_or(${this.#rowCondition(scope)})${filter}`,
      () => `bool_and(${this.#rowCondition(scope)})${filter}`,
      () => `every(${this.#rowCondition(scope)})${filter}`,
      () => `count(${int})${filter} ${operator} ${number}`,
      () => `count(*)${filter} ${operator} ${number}`,
      () => `count(*) FILTER (WHERE ${this.#rowCondition(scope)}) ${operator} 0`,
      () => `count(*)${filter} ${operator} count(${int})`,
      () => `count(${int}) ${operator} count(*)`,
      () => `max(${int})${filter} IS NULL`,
      () => `min(coalesce(${int}, 0))${filter} ${operator} ${number}`,
      () => `max(coalesce(${int}, 0)) ${operator} ${number}`,
      () => `count(CASE WHEN ${this.#rowCondition(scope)} THEN 1 END) = 0`,
    ])();
    return this.#pick([made, made, `NOT (${made})`, `coalesce(${made}, ${this.#pick(["true", "false"])})`]);
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
      const all = `SELECT ${this.#text(scope, 2)} AS a, ${this.#int(scope, 2)} AS b FROM ${sql}`;
      return { all, some: all + this.#where(scope) };
    };
    const operator = this.#pick(["UNION", "UNION ALL", "INTERSECT", "INTERSECT", "EXCEPT"]);
    const first = arm();
    // Arms of other columns have hardly a row in common.
    const second = operator === "INTERSECT" && this.#maybe(0.8) ? first.all : arm().some;
    return `${first.some} ${operator} ${second}`;
  }

  #update(): string {
    const scope = scopeOf(["u"], "u");
    return `UPDATE users u SET nick = ${this.#text(scope, 2)}, age = ${this.#int(scope, 2)}${this.#where(scope)} RETURNING u.nick, u.age, upper(u.nick) AS up, u.active, u.email`;
  }

  #merge(): string {
    const scope = scopeOf(["u", "t"]);
    const source = scopeOf(["u"]);
    const actions = [
      `WHEN MATCHED AND ${this.#bool(scope, 1)} THEN UPDATE SET motto = ${this.#text(scope, 1)}`,
      `WHEN MATCHED AND ${this.#bool(scope, 1)} THEN DELETE`,
      `WHEN NOT MATCHED AND ${this.#bool(source, 1)} THEN INSERT (id, name, motto) VALUES (u.id + 500, u.email, ${this.#text(source, 1)})`,
      `WHEN NOT MATCHED BY SOURCE THEN UPDATE SET motto = ${this.#text(scopeOf(["t"]), 1)}`,
      "WHEN MATCHED THEN DO NOTHING",
    ].filter((action, index) => (index < 4 ? this.#maybe(0.6) : action));
    const on = this.#pick(["t.lead_id = u.id", "t.id = u.id"]);
    const outputs = this.#outputs(() =>
      this.#pick([
        ...scope.text,
        ...scope.int,
        "merge_action()",
        "upper(t.motto)",
        "old.motto",
        "new.motto",
        "new.name",
      ]),
    );
    return `MERGE INTO teams t USING users u ON ${on} ${actions.join(" ")} RETURNING ${outputs}`;
  }

  #functions(): string {
    const { name, columns } = this.#pick([
      { name: "generate_series(1, 3) WITH ORDINALITY f (a, b)", columns: ["f.a", "f.b"] },
      { name: "generate_series(1, u.age) f (a)", columns: ["f.a"] },
      { name: "unnest(u.tags) WITH ORDINALITY f (a, b)", columns: ["f.a", "f.b"] },
      { name: "unnest(ARRAY[1, u.age], ARRAY[2]) f (a, b)", columns: ["f.a", "f.b"] },
      { name: "unnest(ARRAY[u.nick, 'x']) f (a)", columns: ["f.a"] },
      { name: "jsonb_each(jsonb_build_object('a', u.nick)) f (a, b)", columns: ["f.a", "f.b"] },
      { name: "jsonb_each_text(jsonb_build_object('a', u.nick)) f (a, b)", columns: ["f.a", "f.b"] },
      { name: "jsonb_array_elements_text(jsonb_build_array(u.nick)) f (a)", columns: ["f.a"] },
      { name: "regexp_split_to_table(u.nick, ',') f (a)", columns: ["f.a"] },
      { name: "ROWS FROM (generate_series(1, 2), unnest(u.tags)) f (a, b)", columns: ["f.a", "f.b"] },
    ]);
    const outputs = this.#outputs(() => this.#pick([...columns, "u.nick", `coalesce(${columns[0]}::text, 'x')`]));
    const where = this.#maybe(0.3) ? ` WHERE ${columns.at(-1)} IS NOT NULL` : "";
    if (this.#maybe(0.2)) return `SELECT unnest(u.tags) AS c0, u.nick AS c1, generate_series(1, 2) AS c2 FROM users u`;
    if (this.#maybe(0.1)) return `SELECT generate_series(1, u.age) AS c0, u.nick AS c1 FROM users u`;
    return `SELECT ${outputs} FROM users u ${this.#pick([`CROSS JOIN ${name}`, `LEFT JOIN ${name} ON true`])}${where}`;
  }

  /** Joins by USING and NATURAL. */
  #merged(): string {
    const join = this.#pick(["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
    const outputs = this.#outputs(() =>
      this.#pick([
        "id",
        "id + 1",
        "u.id",
        "t.id",
        "u.email",
        "t.name",
        "coalesce(u.nick, t.name)",
        "coalesce(u.email, t.name)",
      ]),
    );
    const where = this.#maybe(0.4)
      ? ` WHERE ${this.#pick(["id > 0", "u.id IS NOT NULL", "t.name IS NOT NULL OR u.nick IS NOT NULL", "t.id IS NULL"])}`
      : "";
    if (this.#maybe(0.3))
      return `SELECT x.id AS c0, x.n AS c1, y.m AS c2 FROM (SELECT id, nick AS n FROM users) x NATURAL ${join} (SELECT id, motto AS m FROM teams) y`;
    return `SELECT ${outputs} FROM users u ${join} teams t USING (id)${where}`;
  }

  #recursive(): string {
    const scope = scopeOf(["u"]);
    const first = `SELECT u.id, ${this.#text(scope, 1)}, ${this.#int(scope, 1)} FROM users u`;
    const next = `SELECT x.id + 1, ${this.#pick(["x.a", "x.b::text", "upper(x.a)", "coalesce(x.a, 'z')"])}, ${this.#pick(["x.b", "length(x.a)", "x.b + 1", "x.id"])} FROM x WHERE x.id < 3`;
    const added = this.#pick(["", " SEARCH DEPTH FIRST BY id SET ord", " CYCLE id SET cycled USING path"]);
    const more = added.includes("SEARCH") ? ", x.ord" : added ? ", x.cycled, x.path" : "";
    const from = this.#pick(["FROM x", "FROM teams t LEFT JOIN x ON x.id = t.id", "FROM x WHERE x.a IS NOT NULL"]);
    return `WITH RECURSIVE x (id, a, b) AS (${first} UNION ALL ${next})${added} SELECT x.id AS c0, x.a AS c1, x.b + 1 AS c2${more} ${from}`;
  }

  /** JSON, arrays, ranges, times, enums, constraints. */
  #items(): string {
    const output = () =>
      this.#pick([
        "CASE i.mood WHEN 'sad' THEN 1 WHEN 'ok' THEN 2 END",
        "CASE i.kind WHEN 'a' THEN 1 WHEN 'b' THEN 2 END",
        "CASE WHEN i.kind = 'a' THEN i.code ELSE i.name END",
        "i.data -> 'a'",
        "i.data ->> 'b'",
        "(i.data ->> 'a')::int",
        "i.data #>> '{b}'",
        "i.data @> '{}'",
        "i.data ? 'a'",
        "jsonb_typeof(i.data)",
        "jsonb_array_length(jsonb_build_array(i.code))",
        "json_value(i.data, '$.b')",
        "json_query(i.data, '$.a')",
        "json_exists(i.data, '$.a')",
        "jsonb_path_query_first(i.data, '$.a')",
        "json_build_object('x', i.code)",
        "to_jsonb(i.code)",
        "i.marks[1]",
        "i.marks || 'x'::text",
        "array_length(i.marks, 1)",
        "array_append(i.marks, i.code)",
        "array_position(i.marks, 'a')",
        "'a' = ANY (i.marks)",
        "i.code = ANY (ARRAY['a', 'b'])",
        "(ARRAY[i.code, i.name])[2]",
        "ARRAY[i.code]",
        "lower(i.span)",
        "upper(i.span)",
        "isempty(i.span)",
        "i.span @> 2",
        "i.span * int4range(1, 2)",
        "extract(month FROM i.born)",
        "extract(year FROM i.seen)",
        "to_char(i.seen, 'YYYY')",
        "date_trunc('day', i.seen)",
        "age(i.seen)",
        "i.born + 1",
        "i.seen AT TIME ZONE 'UTC'",
        "ROW(i.code, 1)",
        "(i.code, i.kind) = ('a', 'b')",
        "i.code::label",
        "i.mood::text",
        "i.size::int",
        'i.name COLLATE "C"',
        "i.size BETWEEN 1 AND 2",
        "i.code IN ('a', NULL)",
        "i.code NOT IN ('q')",
        "i.owner_id > ALL (SELECT u.id FROM users u)",
        "i.owner_id = ANY (SELECT u.team_id FROM users u)",
        "(SELECT u.email FROM users u WHERE u.id = i.owner_id)",
        "(SELECT max(u.id) FROM users u)",
        "(SELECT count(*) FROM users u WHERE u.id = i.owner_id)",
        "EXISTS (SELECT 1 FROM users u WHERE u.id = i.owner_id)",
        "ARRAY(SELECT u.nick FROM users u)",
        "i",
        "i.code IS DISTINCT FROM i.name",
        "i.code LIKE 'a%'",
        "regexp_match(i.code, 'a')",
        "greatest(i.size, 1)",
        "least(i.owner_id, i.size)",
        "nullif(i.code, i.kind)",
        "coalesce(i.code, i.data ->> 'a', i.name)",
        "xmlelement(name x, i.code)",
        "current_setting('x.y', true)",
        "num_nonnulls(i.code)",
      ]);
    const where = this.#maybe(0.4)
      ? ` WHERE ${this.#pick(["i.code IS NOT NULL", "i.data ->> 'a' = '1'", "i.mood = 'ok'", "i.owner_id > 0", "i.span @> 2", "i.size > 1 OR i.code IS NOT NULL", "'a' = ANY (i.marks)", "num_nulls(i.code, i.size) = 0"])}`
      : "";
    return `SELECT ${this.#outputs(output)} FROM items i${where}`;
  }

  /** What changes rows gives back, old and new, and what reads it. */
  #changed(): string {
    const scope = scopeOf(["u"]);
    const update = `UPDATE users u SET nick = ${this.#text(scope, 1)}, age = u.age + 1${this.#where(scope)} RETURNING old.nick AS a, new.nick AS b, new.age AS c, old.email AS d`;
    return this.#pick([
      () => update,
      () => `WITH x AS (${update}) SELECT x.a, coalesce(x.b, x.d) AS b, x.c FROM x WHERE x.b IS NOT NULL`,
      () =>
        `DELETE FROM posts p USING users u WHERE u.id = p.reviewer_id AND ${this.#bool(scopeOf(["p", "u"]), 1)} RETURNING p.body, p.reviewer_id, u.nick, old.likes, new.likes AS n`,
      () =>
        `INSERT INTO teams (id, name, motto) SELECT u.id + 600, u.email, ${this.#text(scope, 2)} FROM users u RETURNING motto, lead_id, old.id AS o, new.name AS n`,
      () =>
        `INSERT INTO items (id, kind, name, code) SELECT u.id + 600, 'a', u.email, u.nick FROM users u RETURNING kind, code, marks, seen, size`,
      () =>
        `INSERT INTO teams AS t (id, name, motto) SELECT u.id, u.email, u.nick FROM users u ON CONFLICT (id) DO UPDATE SET motto = ${this.#pick(["excluded.motto", "excluded.name", "t.motto", "coalesce(t.motto, excluded.motto)"])} RETURNING motto, old.motto AS o, new.name AS n`,
      () =>
        `INSERT INTO teams AS t (id, name, motto) SELECT u.id, u.email, ${this.#text(scope, 1)} FROM users u ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE t.motto ${this.#pick(["IS NOT NULL", "> 'a'", "IS NULL"])} RETURNING motto, lead_id, name`,
      () =>
        `INSERT INTO posts (id, user_id, title${this.#pick([`) SELECT u.id + 700, u.id, u.email`, `, likes) SELECT u.id + 700, u.id, u.email, ${this.#int(scope, 1)}`, `, body) SELECT u.id + 700, u.id, u.email, ${this.#text(scope, 1)}`])} FROM users u RETURNING likes, body, title`,
      () => `DELETE FROM ${this.#pick(["ONLY ", ""])}drafts RETURNING body, title, mark`,
      () => `UPDATE ${this.#pick(["ONLY ", ""])}drafts SET title = 'x' RETURNING body, title, mark`,
    ])();
  }

  #values(): string {
    const row = () =>
      `(${this.#pick(["1", "2", "NULL::int"])}, ${this.#pick(["'a'", "'b'", "NULL"])}, ${this.#pick(["'c'", "'d'"])})`;
    const list = `VALUES ${Array.from({ length: 1 + Math.floor(this.#random() * 2) }, row).join(", ")}`;
    return this.#pick([
      list,
      `SELECT v.a AS c0, v.b || v.c AS c1, v.c AS c2 FROM (${list}) v (a, b, c)`,
      `SELECT u.email AS c0, v.b AS c1, v.c AS c2 FROM users u LEFT JOIN (${list}) v (a, b, c) ON v.a = u.id`,
      `SELECT u.email AS c0, v.b AS c1, v.c AS c2 FROM users u JOIN (${list}) v (a, b, c) ON v.a = u.age`,
    ]);
  }

  #insert(): string {
    const max = (column: string) => `(SELECT max(x.${column}) FROM users x)`;
    const some = {
      text: [max("nick"), max("email"), "'q'::text"],
      int: [max("age"), "3", "(SELECT count(*) FROM users x)::int"],
      bool: ["true"],
    };
    const row = (id: number) =>
      `(${id}, ${this.#pick(["'n'", "upper('n')"])}, ${this.#text(some, 1)}, ${this.#int(some, 1)})`;
    const rows = this.#maybe(0.5) ? row(900) : `${row(901)}, ${row(902)}`;
    return `INSERT INTO teams (id, name, motto, lead_id) VALUES ${this.#maybe(0.3) ? `${row(1)} ON CONFLICT (id) DO UPDATE SET name = 'x'` : `${rows}${this.#pick(["", " ON CONFLICT DO NOTHING"])}`} RETURNING motto, lead_id, upper(motto) AS up`;
  }
}

function scopeOf(names: readonly string[], alias?: string): Scope {
  const all = (type: "text" | "int" | "bool") =>
    names.flatMap((name) => (tables[name]?.[type] ?? []).map((column) => columnOf(column, alias ?? name)));
  return { text: all("text"), int: all("int"), bool: all("bool") };
}

/** Most are columns; what is in parentheses or a call has its own names. */
function columnOf(column: string, relation: string): string {
  if (column.startsWith("(born")) return `(${relation}.${column.slice(1)}`;
  if (column.startsWith("cardinality")) return column.replace("i.", `${relation}.`);
  return / |::/.test(column) ? `(${relation}.${column})` : `${relation}.${column}`;
}
