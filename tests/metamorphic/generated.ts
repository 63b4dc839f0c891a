/** A generator of numbers that gives the same ones for the same seed. */
export class Chance {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
  below(end: number): number {
    return Math.floor(this.next() * end);
  }
  chance(of: number): boolean {
    return this.next() < of;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** Every table has the same columns, so that any can stand anywhere. `t` repeats, `k` points at ids of any table. */
export const tables = {
  users: "deleted_at timestamptz",
  posts: "deleted_at timestamptz",
  comments: "deleted boolean NOT NULL DEFAULT false",
  tags: null,
} as const;
type TableName = keyof typeof tables;
const names = Object.keys(tables) as TableName[];

export const views = {
  live_users: "SELECT id, k, t FROM users WHERE deleted_at IS NULL",
  all_posts: "SELECT * FROM posts",
  live_pairs:
    "SELECT u.id, p.k, p.t FROM users u JOIN posts p ON p.k = u.id AND p.deleted_at IS NULL WHERE u.deleted_at IS NULL",
} as const;

/** Statements that create the schema, without rows. */
export const ddl = [
  ...names.map(
    (name) => `CREATE TABLE ${name} (id int PRIMARY KEY, k int, t text${tables[name] ? `, ${tables[name]}` : ""});`,
  ),
  ...Object.entries(views).map(([name, select]) => `CREATE VIEW ${name} AS ${select};`),
].join("\n");

/** INSERTs of a small random data set; `deleted` adds soft-deleted rows to every table that can have them. */
export function rows(seed: number): { readonly live: string; readonly deleted: string } {
  const chance = new Chance(seed);
  const live: string[] = [];
  const deleted: string[] = [];
  for (const name of names) {
    const ids = Array.from({ length: 9 }, (_, index) => index + 1).filter(() => chance.chance(0.85));
    const dead = new Set(ids.filter(() => chance.chance(0.45)));
    const column = tables[name]?.split(" ")[0];
    const insert = (chosen: readonly number[], mark: string | null) => {
      const values = chosen.map(
        (id) => `(${id}, ${1 + chance.below(9)}, '${chance.pick(["a", "b", "c"])}'${mark === null ? "" : `, ${mark}`})`,
      );
      return values.length > 0
        ? `INSERT INTO ${name} (id, k, t${mark === null ? "" : `, ${column}`}) VALUES ${values.join(", ")};`
        : "";
    };
    live.push(
      insert(
        ids.filter((id) => !column || !dead.has(id)),
        null,
      ),
    );
    if (column)
      deleted.push(
        insert(
          ids.filter((id) => dead.has(id)),
          column === "deleted" ? "true" : "now()",
        ),
      );
  }
  return { live: live.join("\n"), deleted: deleted.join("\n") };
}

interface Item {
  readonly alias: string;
  readonly sql: string;
  /** The column that marks deleted rows, as this item shows it. */
  readonly mark: { readonly name: string; readonly flag: boolean } | null;
}

/** Writes one random statement; `careful` is how often a filter is written where it is needed. */
export class Writer {
  readonly #chance: Chance;
  readonly #careful: number;
  readonly #common: string[] = [];
  #aliases = 0;

  constructor(seed: number) {
    this.#chance = new Chance(seed);
    this.#careful = this.#chance.pick([0.5, 0.97, 0.97]);
  }

  statement(): string {
    const kind = this.#chance.below(12);
    const body =
      kind === 0
        ? this.#update()
        : kind === 1
          ? this.#insert()
          : kind === 2
            ? this.#deleteUsing()
            : kind === 3
              ? this.#setOperation()
              : this.#select(2, "ids");
    return this.#common.length > 0 ? `WITH ${this.#common.join(", ")} ${body}` : body;
  }

  /** A DELETE on a soft-delete table, with conditions that may or may not spare live rows. */
  delete(): string {
    const chance = this.#chance;
    const name = chance.pick(["users", "posts", "comments"] as const);
    const target: Item = { alias: name, sql: name, mark: this.#markOf(name) };
    const conditions = [this.#dead(target)];
    const using = chance.chance(0.3) ? this.#base(chance.pick(names)) : null;
    if (using)
      conditions.push(`${using.alias}.${chance.pick(["id", "k"])} = ${target.alias}.${chance.pick(["id", "k"])}`);
    if (using && chance.chance(0.5)) conditions.push(this.#dead(using));
    if (chance.chance(0.6)) conditions.push(this.#predicate(target, 1));
    const joined = chance.chance(0.15) ? `(${conditions.join(" OR ")})` : conditions.join(" AND ");
    return `DELETE FROM ${name}${using ? ` USING ${using.sql}` : ""} WHERE ${joined} RETURNING ${name}.*`;
  }

  #dead(item: Item): string {
    const chance = this.#chance;
    if (!item.mark) return this.#predicate(item, 0);
    const column = `${item.alias}.${item.mark.name}`;
    const table = item.sql.split(" ")[0] ?? "";
    const own = item.mark.flag
      ? chance.pick([
          `${column}`,
          `${column} = true`,
          `${column} IS TRUE`,
          `${column} <> false`,
          `NOT (${column} = false)`,
          `${column} IS NOT NULL`,
        ])
      : chance.pick([
          `${column} IS NOT NULL`,
          `${column} < now() + interval '1 day'`,
          `NOT (${column} IS NULL)`,
          `${column} - interval '1 day' < now()`,
          `coalesce(${column}, now()) <= now()`,
          `(${column} IS NOT NULL OR ${item.alias}.k = 1)`,
        ]);
    if (chance.chance(0.7)) return own;
    const inner = this.#base(chance.pick([table as TableName, "users", "posts"]));
    return chance.pick([
      `${item.alias}.id IN (SELECT ${inner.alias}.id FROM ${inner.sql} WHERE ${inner.mark?.flag ? `${inner.alias}.deleted` : inner.mark ? `${inner.alias}.deleted_at IS NOT NULL` : "true"})`,
      `EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${inner.alias}.id = ${item.alias}.id AND ${inner.mark?.flag ? `${inner.alias}.deleted` : inner.mark ? `${inner.alias}.deleted_at IS NOT NULL` : "true"})`,
    ]);
  }

  #alias(): string {
    return `r${++this.#aliases}`;
  }

  #markOf(name: TableName): Item["mark"] {
    const column = tables[name]?.split(" ")[0];
    return column ? { name: column, flag: column === "deleted" } : null;
  }

  #base(name: TableName): Item {
    const alias = this.#alias();
    return { alias, sql: `${name} ${alias}`, mark: this.#markOf(name) };
  }

  #live({ alias, mark }: Item): string {
    if (!mark) return "true";
    const column = `${alias}.${mark.name}`;
    return mark.flag
      ? this.#chance.pick([
          `NOT ${column}`,
          `${column} = false`,
          `${column} IS FALSE`,
          `${column} IS NOT TRUE`,
          `${column} <> true`,
        ])
      : this.#chance.pick([
          `${column} IS NULL`,
          `${column} ISNULL`,
          `NOT (${column} IS NOT NULL)`,
          `${column} IS NOT DISTINCT FROM NULL`,
          `(${column} IS NULL) IS TRUE`,
        ]);
  }

  #item(depth: number): Item {
    const chance = this.#chance;
    const kind = depth > 0 ? chance.below(14) : 0;
    const base = this.#base(chance.pick(names));
    const alias = this.#alias();
    const renamed = base.mark && { ...base.mark, name: "gone" };
    const columns = `${base.alias}.id, ${base.alias}.k, ${base.alias}.t`;
    const wants = base.mark !== null && chance.chance(0.5);
    const where = wants ? ` WHERE ${this.#live(base)}` : "";
    switch (kind) {
      case 6:
        return {
          alias,
          sql: `(SELECT ${columns}${base.mark ? `, ${base.alias}.${base.mark.name} AS gone` : ""} FROM ${base.sql}${where}) ${alias}`,
          mark: wants ? null : renamed,
        };
      case 7:
        return { alias, sql: `(SELECT * FROM ${base.sql}${where}) ${alias}`, mark: wants ? null : base.mark };
      case 8: {
        const name = `c${alias}`;
        this.#common.push(`${name} AS (SELECT * FROM ${base.sql}${where})`);
        return { alias, sql: `${name} ${alias}`, mark: wants ? null : base.mark };
      }
      case 9: {
        const view = chance.pick(["live_users", "all_posts", "live_pairs"] as const);
        return {
          alias,
          sql: `${view} ${alias}`,
          mark: view === "all_posts" ? { name: "deleted_at", flag: false } : null,
        };
      }
      case 10:
        return {
          alias,
          sql: `(SELECT id, k, t, deleted_at FROM users UNION ALL SELECT id, k, t, deleted_at FROM posts) ${alias}`,
          mark: { name: "deleted_at", flag: false },
        };
      case 11:
        return {
          alias,
          sql: `(SELECT ${base.alias}.id, min(${base.alias}.k) AS k, min(${base.alias}.t) AS t FROM ${base.sql}${where} GROUP BY ${base.alias}.id) ${alias}`,
          mark: null,
        };
      case 12: {
        const arms = [base, this.#base(chance.pick(names))].map(
          (arm) =>
            `SELECT ${arm.alias}.id, ${arm.alias}.id % 5 + 1 AS k, 'a' AS t FROM ${arm.sql}${arm.mark && chance.chance(this.#careful) ? ` WHERE ${this.#live(arm)}` : ""}`,
        );
        return {
          alias,
          sql: `(${arms.join(` ${chance.pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT"])} `)}) ${alias}`,
          mark: null,
        };
      }
      default:
        return base;
    }
  }

  /** Filtered where it is read: what stands in a FULL JOIN. */
  #closed(item: Item): Item {
    if (!item.mark || !this.#chance.chance(this.#careful)) return item;
    const alias = this.#alias();
    return {
      alias,
      sql: `(SELECT ${item.alias}.id, ${item.alias}.k, ${item.alias}.t FROM ${item.sql} WHERE ${this.#live(item)}) ${alias}`,
      mark: null,
    };
  }

  #predicate(item: Item, depth: number): string {
    const chance = this.#chance;
    const { alias } = item;
    const kind = chance.below(depth > 0 ? 10 : 5);
    switch (kind) {
      case 0:
        return `${alias}.k > ${chance.below(5)}`;
      case 1:
        return `${alias}.t <> '${chance.pick(["a", "b", "c"])}'`;
      case 2:
        return `(${alias}.k = ${1 + chance.below(9)} OR ${alias}.t = '${chance.pick(["a", "b"])}')`;
      case 3:
        return `NOT (${alias}.k IN (${1 + chance.below(4)}, ${5 + chance.below(4)}))`;
      case 4:
        return `${alias}.id BETWEEN 2 AND 8`;
      default: {
        const inner = this.#base(chance.pick(names));
        const link = `${inner.alias}.${chance.pick(["id", "k"])} = ${alias}.${chance.pick(["id", "k"])}`;
        const filter = inner.mark && chance.chance(this.#careful) ? ` AND ${this.#live(inner)}` : "";
        const not = chance.chance(0.3) ? "NOT " : "";
        if (kind === 5) return `${not}EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${link}${filter})`;
        if (kind === 6) return `${alias}.k ${not}IN (SELECT ${inner.alias}.id FROM ${inner.sql} WHERE true${filter})`;
        if (kind === 9)
          return `(${alias}.id, ${alias}.k) ${not}IN (SELECT ${inner.alias}.id, ${inner.alias}.k FROM ${inner.sql} WHERE true${filter})`;
        if (kind === 7)
          return `(SELECT count(*) FROM ${inner.sql} WHERE ${link}${filter}) ${chance.pick(["> 0", "< 2", "= 1"])}`;
        return `${not}EXISTS (SELECT 1 FROM ${inner.sql} WHERE ${inner.alias}.id = ${alias}.id${filter})`;
      }
    }
  }

  #from(depth: number): { readonly sql: string; readonly items: readonly Item[]; readonly where: string[] } {
    const chance = this.#chance;
    const items = [this.#item(depth)];
    let [first] = items as [Item];
    let sql = first.sql;
    const where: string[] = [];
    if (chance.chance(0.06)) {
      const second = this.#closed(this.#item(depth));
      first = this.#closed(first);
      items.splice(0, 1, first, second);
      sql = `${first.sql} FULL JOIN ${second.sql} ON ${first.alias}.id = ${second.alias}.${chance.pick(["id", "k"])}`;
    }
    const pending = new Set<Item>(items);
    for (let count = chance.pick([0, 0, 1, 1, 1, 2]); count > 0; count--) {
      const item = this.#item(depth);
      const other = chance.pick(items);
      const type = chance.pick([
        "JOIN",
        "JOIN",
        "LEFT JOIN",
        "LEFT JOIN",
        "RIGHT JOIN",
        "CROSS JOIN",
        ",",
        "LATERAL",
        ...(items.length === 1 ? (["USING"] as const) : []),
      ] as const);
      const link = `${item.alias}.${chance.pick(["id", "k"])} = ${other.alias}.${chance.pick(["id", "k"])}`;
      if (type === "CROSS JOIN" || type === ",") {
        sql = type === "," ? `${sql} CROSS JOIN ${item.sql}` : `${sql} CROSS JOIN ${item.sql}`;
        where.push(link);
        pending.add(item);
      } else if (type === "USING") {
        const joined = this.#closed(item);
        sql = `${sql} ${chance.pick(["JOIN", "LEFT JOIN"])} ${joined.sql} USING (id)`;
        items.push({ ...joined, mark: null });
        continue;
      } else if (type === "LATERAL") {
        const filter = item.mark && chance.chance(this.#careful) ? ` AND ${this.#live(item)}` : "";
        const alias = this.#alias();
        sql = `${sql} CROSS JOIN LATERAL (SELECT ${item.alias}.id, ${item.alias}.k, ${item.alias}.t FROM ${item.sql} WHERE ${link}${filter}) ${alias}`;
        items.push({ alias, sql: "", mark: null });
        continue;
      } else {
        const on = [link];
        if (type === "RIGHT JOIN") {
          // What stood there before may be NULL from now on: its filters belong in this ON.
          for (const before of pending) {
            if (chance.chance(this.#careful)) {
              on.push(this.#live(before));
              pending.delete(before);
            }
          }
          pending.add(item);
        } else if (item.mark && (type === "LEFT JOIN" ? chance.chance(this.#careful) : chance.chance(0.4)))
          on.push(this.#live(item));
        else pending.add(item);
        if (chance.chance(0.2)) on.push(this.#predicate(item, 0));
        sql = `${sql} ${type} ${item.sql} ON ${on.join(" AND ")}`;
      }
      items.push(item);
    }
    for (const item of pending)
      if (item.mark && chance.chance(this.#careful))
        where.push(chance.chance(0.06) ? `(${this.#live(item)} OR ${this.#predicate(item, 0)})` : this.#live(item));
    if (chance.chance(0.5)) where.push(this.#predicate(chance.pick(items), 1));
    return { sql, items, where };
  }

  #select(depth: number, outputs: "ids" | "one"): string {
    const chance = this.#chance;
    const { sql, items, where } = this.#from(depth);
    const ids = items.map(({ alias }) => `${alias}.id`);
    const kind = outputs === "one" ? 9 : chance.below(12);
    const tail = `FROM ${sql}${where.length > 0 ? ` WHERE ${where.join(" AND ")}` : ""}`;
    if (kind === 0) return `SELECT count(*) ${tail}`;
    if (kind === 1)
      return `SELECT ${items[0]?.alias}.t, count(*), sum(${items.at(-1)?.alias}.id) ${tail} GROUP BY ${items[0]?.alias}.t`;
    if (kind === 2) return `SELECT DISTINCT ${ids.join(", ")} ${tail}`;
    if (kind === 3) {
      const inner = this.#base(chance.pick(names));
      const filter = inner.mark && chance.chance(this.#careful) ? ` AND ${this.#live(inner)}` : "";
      return `SELECT ${ids.join(", ")}, (SELECT count(*) FROM ${inner.sql} WHERE ${inner.alias}.k = ${items[0]?.alias}.id${filter}) AS n ${tail}`;
    }
    if (kind === 4) return `SELECT ${ids.join(", ")} ${tail} ORDER BY ${ids.join(", ")}`;
    if (kind === 10) return `SELECT DISTINCT ON (${ids[0]}) ${ids.join(", ")} ${tail} ORDER BY ${ids.join(", ")}`;
    if (kind === 11)
      return `SELECT ${ids.join(", ")}, ${chance.pick([`count(*) OVER (PARTITION BY ${items[0]?.alias}.t)`, `row_number() OVER (ORDER BY ${ids.join(", ")})`])} ${tail}`;
    return outputs === "one" ? `SELECT ${ids[0]} ${tail}` : `SELECT ${ids.join(", ")} ${tail}`;
  }

  #setOperation(): string {
    const operator = this.#chance.pick(["UNION", "UNION ALL", "INTERSECT", "EXCEPT", "EXCEPT ALL"]);
    return `${this.#select(1, "one")} ${operator} ${this.#select(1, "one")}`;
  }

  #update(): string {
    const chance = this.#chance;
    const name = chance.pick(names);
    const target: Item = { alias: name, sql: name, mark: this.#markOf(name) };
    const { sql, items, where } = this.#from(1);
    const conditions = [...where, `${name}.id = ${items[0]?.alias}.k`];
    if (target.mark && chance.chance(this.#careful)) conditions.push(this.#live(target));
    return `UPDATE ${name} SET t = 'new' FROM ${sql} WHERE ${conditions.join(" AND ")} RETURNING ${name}.id`;
  }

  #insert(): string {
    return `INSERT INTO tags (id, k) SELECT row_number() OVER () + 1000, x.id FROM (${this.#select(1, "one")}) x RETURNING k`;
  }

  #deleteUsing(): string {
    const { sql, items, where } = this.#from(1);
    return `DELETE FROM tags USING ${sql} WHERE ${[...where, `tags.id = ${items[0]?.alias}.k`].join(" AND ")} RETURNING tags.id`;
  }
}
