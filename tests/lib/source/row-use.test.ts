import { describe, expect, it } from "vitest";
import { edited, unguarded, useOf } from "./rows.ts";

describe("rows are followed from the call to the column", () => {
  it.each([
    ["const { rows } = await pool.query(text); rows[0].email.trim();"],
    ["const { rows: users } = await pool.query(text); users[0].email.trim();"],
    ["const { rows: [user] } = await pool.query(text); user.email.trim();"],
    ["const result = await pool.query(text); result.rows[0].email.trim();"],
    ["const result = await pool.query(text); const rows = result.rows; rows.at(0).email.trim();"],
    ["(await pool.query(text)).rows[0].email.trim();"],
    ["let result; try { result = await pool.query(text); } catch (e) { throw e; } result.rows[0].email.trim();"],
    ["let user = null; user = await one(text); user.email.trim();"],
    ["const [user] = await sql`text`; user.email.trim();"],
    ["const [{ email }] = await sql`text`; email.trim();"],
    ["const rows = await all(text); rows[0].email.trim();"],
    ["const rows = await all(text); rows[i].email.trim();"],
    ["const rows = await all(text); for (const row of rows) row.email.trim();"],
    ["for (const { email } of await all(text)) email.trim();"],
    ["const rows = await all(text); for (const [i, row] of rows.entries()) row.email.trim();"],
    ["const rows = await all(text); rows.map((row) => row.email.trim());"],
    ["const rows = await all(text); rows.forEach(({ email }) => { email.trim(); });"],
    ["const rows = await all(text); rows.forEach(function (row) { row.email.trim(); });"],
    ["const rows = await all(text); rows.filter((row) => row.email.trim() === 'a');"],
    ["const rows = await all(text); rows.find((row) => row.email.trim());"],
    ["const rows = await all(text); rows.some((row) => row.email.trim());"],
    ["const rows = await all(text); rows.every((row) => row.email.trim());"],
    ["const rows = await all(text); rows.flatMap((row) => row.email.trim());"],
    ["const rows = await all(text); rows.reduce((all, row) => all + row.email.trim(), '');"],
    ["const rows = await all(text); rows.sort((a, b) => a.email.localeCompare(b.id));"],
    ["const rows = await all(text); rows.filter((row) => row.id).map((row) => row.email.trim());"],
    ["const rows = await all(text); rows.slice(1).reverse().forEach((row) => row.email.trim());"],
    ["const rows = await all(text); [...rows].map((row) => row.email.trim());"],
    ["const rows = await all(text); rows.map((row) => row.email).map((email) => email.trim());"],
    ["const rows = await all(text); await Promise.all(rows.map(async (row) => row.email.trim()));"],
    ["const user = (await all(text)).find((row) => row.id === id); user.email.trim();"],
    ["const first = (await all(text)).shift(); first.email.trim();"],
    ["(await all(text)).map(show); function show(row) { row.email.trim(); }"],
    ["const user = await one(text); user.email.trim();"],
    ["const user = await one(text); const copy = user; copy.email.trim();"],
    ["const user = (await one(text)) as any; user.email.trim();"],
    ["const user = await maybeOne(text); if (!user) return; user.email.trim();"],
    ["const user = await maybeOne(text); user?.email.trim();"],
    ["const { email } = await one(text); email.trim();"],
    ["const { email: address } = await one(text); address.trim();"],
    ["const { email = 'x' } = await one(text); email.trim();"],
    ["const { ['email']: address } = await one(text); address.trim();"],
    ["const user = await one(text); const { email } = user; email.trim();"],
    ["const user = await one(text); const email = user.email; email.trim();"],
    ["const user = await one(text); user['email'].trim();"],
    ["one(text).then((user) => user.email.trim());"],
    ["one(text).then(({ email }) => email.trim()).catch(log);"],
    ["pool.query(text).then((result) => result.rows).then((rows) => rows[0].email.trim());"],
    ["pool.query(text).then((result) => { return result.rows[0]; }).then((user) => { user.email.trim(); });"],
    ["pool.query(text).then(({ rows }) => rows.map((row) => row.email.trim()));"],
    ["const [users, n] = await Promise.all([all(text), count()]); users[0].email.trim();"],
    ["const [n, { rows }] = await Promise.all([count(), pool.query(text)]); rows[0].email.trim();"],
    ["const user = await one(text); show(user); function show(u) { u.email.trim(); }"],
    ["const user = await one(text); show(1, user); const show = (n, { email }) => email.trim();"],
    ["const user = (await all(text))[0] ?? null; user.email.trim();"],
    [
      "const user = await locked(() => one(text)); user.email.trim(); async function locked<T>(work: () => Promise<T>): Promise<T> { return await work(); }",
    ],
    [
      "const { rows } = await locked(1, async (client: Client) => await pool.query(text)); rows[0].email.trim(); declare function locked<T>(n: number, work: (client: Client) => T | Promise<T>): Promise<T>;",
    ],
    [
      "class Users { async find() { const user = await this.#locked(() => one(text)); user.email.trim(); } #locked<T>(work: () => T): T { return work(); } }",
    ],
    ["class Users { async find() { this.#show(await one(text)); } #show(user) { user.email.trim(); } }"],
    ["const user = id ? await one(text) : null; user.email.trim();"],
    ["const email: string = (await one(text)).email; email.trim();"],
  ])("%s", (body) => {
    expect(unguarded(`async function f(id) { ${body} }`).filter((read) => !read.startsWith("loose"))).toEqual([
      "dereference email",
    ]);
  });

  it("a method of the same class", () => {
    expect(
      unguarded(
        "class A { async load() { const user = await one(text); return this.#x ?? this.show(user); } show(u) { return u.email.trim(); } }",
      ),
    ).toEqual(["dereference email"]);
  });

  it.each([
    ["another type is given back", "locked<T, U>(work: () => Promise<T>): Promise<U>"],
    ["a value of the type comes from elsewhere", "locked<T>(work: () => Promise<T>, other?: T): Promise<T>"],
    ["the callback is given one", "locked<T>(work: (last: T) => Promise<T>): Promise<T>"],
    ["it is held in something", "locked<T>(work: () => Promise<T>): Promise<T[]>"],
    ["it is a part of what the callback gives", "locked<T>(work: () => Promise<Box<T>>): Promise<T>"],
    ["the type is that of the class around it", "locked(work: () => Promise<T>): Promise<T>"],
  ])("not what a function gives by its type: %s", (_, signature) => {
    expect(
      unguarded(
        `async function f() { const user = await locked(() => one(text)); user.email.trim(); } declare function ${signature};`,
      ),
    ).toEqual([]);
  });

  it("not what a callback gives that may be another parameter", () => {
    expect(
      unguarded(
        "async function f(...more) { const user = await locked(...more, () => one(text)); user.email.trim(); } declare function locked<T>(n: number, work: () => Promise<T>): Promise<T>;",
      ),
    ).toEqual([]);
  });

  it("not what another value has by the same name", () => {
    expect(
      unguarded(
        "async () => { const user = await one(text); other.email.trim(); result.rows[0].email.trim(); { const user = {}; user.email.trim(); } }",
      ),
    ).toEqual([]);
    expect(unguarded("async () => { let user = await one(text); user = await other(); user.email.trim(); }")).toEqual(
      [],
    );
    expect(
      unguarded("async () => { const { rowCount, fields } = await query(text); fields.trim(); rowCount.trim(); }"),
    ).toEqual([]);
    expect(
      unguarded(
        "async () => { const rows = await all(text); rows.length.toFixed(); rows.map((r) => r.id).join().trim(); }",
      ),
    ).toEqual([]);
    expect(
      unguarded(
        "async () => { const rows = await all(text); rows.map((row) => ({ email: 'x' })).map((row) => row.email.trim()); }",
      ),
    ).toEqual([]);
    expect(
      unguarded(
        "async () => { const result = await query(text); result.rowCount.toFixed(); result.rows.length.toFixed(); }",
      ),
    ).toEqual([]);
  });
});

describe("the kinds of use", () => {
  it.each([
    ["user.email.trim()", ["dereference email"]],
    ["user.email.length", ["dereference email"]],
    ["user.email[0]", ["index email"]],
    ["user.email.length = 3", ["dereference email"]],
    ["user.email()", ["call email"]],
    ["new user.email()", ["call email"]],
    ["f(...user.email)", ["spread email"]],
    ["[...user.email]", ["spread email"]],
    ["({ ...user.email })", []],
    ["(() => { for (const one of user.email) log(one); })()", ["iterate email"]],
    ["(() => { for (const one in user.email) log(one); })()", []],
    ["(() => { const { a } = user.email; })()", ["dereference email"]],
    ["(() => { const { email: { a } } = user; })()", ["dereference email"]],
    ["(() => { const { email: { a } = {} } = user; })()", ["dereference email"]],
    ["(() => { const { email: [a] } = user; })()", ["iterate email"]],
    ["(() => { const [a] = user.email; })()", ["iterate email"]],
    ["(() => { const [a] = user.email ?? []; })()", []],
    ["'a' in user.email", ["dereference email"]],
    ["user.email + 1", ["loose email"]],
    ["1 - user.email", ["loose email"]],
    ["-user.email", ["loose email"]],
    ["`Hello ${user.email}`", ["loose email"]],
    ["sql`${user.email}`", []],
    ["user.email === 'a'", []],
    ["user.email > 1", ["loose email"]],
    ["log(user.email)", []],
    ["res.json({ email: user.email })", []],
    ["new Set(user.email)", []],
    ["delete user.email", []],
    ["user.email = 'x'", []],
    ["user.hasOwnProperty('email')", ["call hasOwnProperty"]],
    ["take(user.email)", ["loose email"]],
    ["may(user.email)", []],
    ["whatever(user.email)", []],
  ])("%s", (expression, expected) => {
    expect(
      unguarded(
        `async function f() { const user = await one(text); void (${expression}); }\nfunction take(a: string) {} function may(a: string | null) {} function whatever(a) {}`,
      ),
    ).toEqual(expected);
  });

  it("underlines the column's own characters", () => {
    const spans = (code: string) => useOf(code).reads.map(({ span }) => code.slice(span.start, span.end));
    expect(spans("async () => (await one(text)).email.trim()")).toEqual(["email"]);
    expect(spans("async () => { const { email: address } = await one(text); address.trim(); }")).toEqual(["address"]);
    expect(spans("async () => { const { settings: { theme } } = await one(text); }")).toEqual(["settings"]);
    expect(spans("async () => { const user = await one(text); const { theme } = user.settings; }")).toEqual([
      "settings",
    ]);
    expect(spans("async () => { const user = await one(text); for (const tag of user.tags) log(tag); }")).toEqual([
      "tags",
    ]);
  });
});

describe("the optional chain that would mend a read", () => {
  it.each([
    ["user.email.trim()", "user.email?.trim()"],
    ["user.email[0]", "user.email?.[0]"],
    ["user.email\n  .trim()", "user.email\n  ?.trim()"],
    ["(user.email).trim()", "(user.email)?.trim()"],
    ["log(user.email.length)", "log(user.email?.length)"],
    ["user.email.length = 1", null],
    ["user.email.count++", null],
    ["[...user.email.split(',')]", null],
    ["new user.email.Type()", null],
    ["f(...user.email)", null],
    ["user.email() ", null],
  ])("%s", (expression, expected) => {
    const code = `async function f() { const user = await one(text); void (${expression}); }`;
    const [read] = useOf(code).reads;
    expect(read?.optional ? edited(code, read.optional) : null).toBe(expected && code.replace(expression, expected));
  });

  it("not where what takes the value would break all the same", () => {
    for (const statement of [
      "for (const a of user.email.parts) log(a);",
      "const [a] = user.email.parts;",
      "const { a } = user.email.parts;",
    ]) {
      expect(useOf(`async function f() { const user = await one(text); ${statement} }`).reads[0]?.optional).toBeNull();
    }
  });
});

describe("what was looked at, and whether all was followed", () => {
  it("collects the columns that any path reads", () => {
    expect([...useOf("async () => { const { id, ...rest } = await one(text); }").looked]).toEqual(["id"]);
    expect([
      ...useOf("async () => { const user = await one(text); if (user.deletedAt) return; return user; }").looked,
    ]).toEqual(["deletedAt"]);
    expect([
      ...useOf("async () => { const rows = await all(text); return rows.filter((r) => !r.deleted_at); }").looked,
    ]).toEqual(["deleted_at"]);
  });

  it.each([
    ["const user = await one(text); log(user.email);", true],
    ["const user = await one(text); if (user) log(1);", true],
    ["const rows = await all(text); log(rows.length);", true],
    ["const rows = await all(text); rows.forEach((row) => log(row.id));", true],
    ["await all(text);", true],
    ["const user = await one(text); return user;", false],
    ["return one(text);", false],
    ["const user = await one(text); log(user);", false],
    ["const user = await one(text); res.json({ user });", false],
    ["const user = await one(text); this.user = user;", false],
    ["const user = await one(text); cache.user = user;", false],
    ["const user = await one(text); log(user[key]);", false],
    ["const user = await one(text); log({ ...user });", false],
    ["const { id, ...rest } = await one(text);", false],
    ["let user = await one(text); user = await other();", false],
    ["const user = await one(text); log([user]);", false],
    ["const rows = await all(text); log(_.map(rows, 'id'));", false],
    ["const rows = await all(text); rows.map(present);", false],
    ["const rows = await all(text); return rows.map((row) => row.id);", true],
    ["const user = await one(text); show(user); function show(u) { log(u.id); }", true],
    ["const user = await one(text); show(user); function show(u) { log(u); }", false],
  ])("%s", (body, complete) => {
    expect(useOf(`async function f() { ${body} }`).complete).toBe(complete);
  });
});

it("knows the other columns that were checked where a column is read", () => {
  const read = (body: string) => [
    ...(useOf(`async () => { const row = await one(text); ${body} }`).reads[0]?.beside ?? []),
  ];
  expect(read("if (row.team_id) row.team_name.trim();")).toEqual(["team_id"]);
  expect(read("if (!row.team_id || !row.b) return; row.team_name.trim();")).toEqual(["team_id", "b"]);
  expect(read("if (row.team_id === null) row.team_name.trim();")).toEqual([]);
});

it("never throws on odd programs", () => {
  for (const body of [
    "const { [user]: { a } } = await one(text);",
    "const user = await one(text); user = user.user.user;",
    "const f = await one(text); f(f)(f);",
    "for await (const x of await all(text)) x.a.b;",
    "const rows = await all(text); rows[rows].a.b; rows.map(rows); rows.reduce();",
    "const a = await one(text), b = a, c = b; ({ a: c.x.y } = b);",
    "function r(row) { r(row); row.x.y; } r(await one(text));",
    "[x.y] = await all(text); ({ ...z.w } = await one(text));",
  ]) {
    expect(() => useOf(`async function f() { ${body} }`)).not.toThrow();
  }
});
