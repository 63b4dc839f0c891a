import { describe, expect, it } from "vitest";
import { unguarded } from "./rows.ts";

const inFunction = (body: string): string => `async function f(id) {\n  const user = await one(text);\n  ${body}\n}`;
const read = ["dereference email"];

/** Code that reads `email` with `.trim()`, and whether the read is safe. */
describe("a guard ends the NULL", () => {
  it.each([
    "user.email?.trim();",
    "(user.email ?? '').trim();",
    "(user.email || '').trim();",
    "user.email!.trim();",
    "if (user.email) user.email.trim();",
    "if (user.email) { log(); user.email.trim(); }",
    "if (user.email != null) user.email.trim();",
    "if (user.email !== null) user.email.trim();",
    "if (null !== user.email) user.email.trim();",
    "if (user['email'] !== null) user.email.trim();",
    "if (!user.email) return; user.email.trim();",
    "if (!user.email) { log(); return; } user.email.trim();",
    "if (!user.email) throw new Error(); user.email.trim();",
    "if (user.email == null) throw new Error(); else log(); user.email.trim();",
    "if (user.email === null) return null; return user.email.trim();",
    "if (!user || !user.email) return; user.email.trim();",
    "if (!(user && user.email)) return; user.email.trim();",
    "if (!user.email && !user.name) return; else if (!user.email) return; user.email.trim();",
    "if (user.email == null) process.exit(1); user.email.trim();",
    "if (user.email) { log(); } else { return; } user.email.trim();",
    "if (user.email) log(); else throw new Error(); user.email.trim();",
    "return user.email && user.email.trim();",
    "return user.active && user.email && user.email.trim();",
    "return user.email ? user.email.trim() : '';",
    "return !user.email ? '' : user.email.trim();",
    "return user.email === null ? '' : user.email.trim();",
    "return !user.email || user.email.trim() === '';",
    "return user.email == null || user.email.trim() === '';",
    "return !(user.email && user.name) || user.email.trim() === '';",
    "while (user.email) { user.email.trim(); }",
    "for (; user.email; ) { user.email.trim(); }",
    "for (const x of [1]) { if (!user.email) continue; user.email.trim(); }",
    "for (const x of [1]) { if (!user.email) break; user.email.trim(); }",
    "assert(user.email); user.email.trim();",
    "assert.ok(user.email); user.email.trim();",
    "assert(user.email !== null, 'has one'); user.email.trim();",
    "invariant(user.email); user.email.trim();",
    "ok(user.email); user.email.trim();",
    "expect(user.email).toBe('a'); user.email.trim();",
    "expect(user.email).not.toBeNull(); user.email.trim();",
    "user.email.should.equal('a'); ".replace("user.email.should.equal('a')", "should(user.email).equal('a')") +
      "user.email.trim();",
    "await assertDefined(user.email); user.email.trim();",
    "if (typeof user.email === 'string') user.email.trim();",
    "if (typeof user.email !== 'string') return; user.email.trim();",
    "if (Array.isArray(user.email)) user.email.trim();",
    "if (user.email instanceof String) user.email.trim();",
    "if (Boolean(user.email)) user.email.trim();",
    "if (!!user.email) user.email.trim();",
    "if (isString(user.email)) user.email.trim();",
    "if (isNil(user.email)) return; user.email.trim();",
    "if (hasAddress(user)) user.email.trim();",
    "if (user.email === 'a@b.c') user.email.trim();",
    "if (user.email === id) user.email.trim();",
    "if (user.email?.length) user.email.trim();",
    "if (user.email?.startsWith('a')) user.email.trim();",
    "if (user.email?.length > 0) user.email.trim();",
    "if (!user.email?.length) return; user.email.trim();",
    "switch (user.email) { case 'a': user.email.trim(); }",
    "switch (true) { case user.email !== null: user.email.trim(); }",
    "user.email ??= ''; user.email.trim();",
    "user.email = 'x'; user.email.trim();",
    "if (!user.email) user.email = 'x'; user.email.trim();",
    "if (!user.email) { user.email = 'x'; } user.email.trim();",
    "const { email } = user; if (!email) return; email.trim();",
    "const email = user.email; if (email) email.trim();",
    "const email = user.email; if (email) user.email.trim();",
    "const { email } = user; if (!email) return; user.email.trim();",
    "const has = user.email !== null; if (has) user.email.trim();",
    "const missing = !user.email; if (missing) return; user.email.trim();",
    "const has = user.email !== null && id; if (has) user.email.trim();",
    "if (user.email) [1].forEach(() => user.email.trim());",
    "if (!user.email) return; later(() => { user.email.trim(); });",
    "{ if (!user.email) return; } user.email.trim();",
    "try { if (!user.email) throw 1; user.email.trim(); } catch {}",
    "if (user.type === 'mail') user.email.trim();",
    "if (user.type !== 'mail') return; user.email.trim();",
    "if (user.type === 'none') return; else user.email.trim();",
    "switch (user.type) { case 'mail': user.email.trim(); }",
    "return user.type === Type.Mail ? user.email.trim() : '';",
    "return user.type === 'mail' && user.email.trim();",
    "if ('email' in user && user.email) user.email.trim();",
    "let email = user.email; email = email ?? ''; email.trim();",
    "if (!user.email) notFound(); user.email.trim();",
    "user.email || fail(); user.email.trim();",
    "if (check({ email: user.email })) user.email.trim();",
  ])("%s", (body) => {
    expect(unguarded(inFunction(body)).filter((found) => found.endsWith(" email"))).toEqual([]);
  });

  it("but not a test for undefined alone; a comparison that NULL fails does, and is a loose use itself", () => {
    expect(unguarded(inFunction("if (user.email !== undefined) user.email.trim();"))).toEqual(["dereference email"]);
    expect(unguarded(inFunction("if (user.email > 'a') user.email.trim();"))).toEqual(["loose email"]);
  });

  it("an assertion function of the file, by its signature or because it throws", () => {
    expect(
      unguarded(`function have(x: unknown): asserts x {}\n${inFunction("have(user.email); user.email.trim();")}`),
    ).toEqual([]);
    expect(
      unguarded(
        `const need = (x) => { if (!x) throw new Error(); };\n${inFunction("need(user.email); user.email.trim();")}`,
      ),
    ).toEqual([]);
  });

  it("a filter before the map, a find by the column", () => {
    expect(unguarded("async () => (await all(text)).filter((r) => r.email).map((r) => r.email.trim())")).toEqual([]);
    expect(
      unguarded("async () => (await all(text)).filter(({ email }) => email !== null).map((r) => r.email.trim())"),
    ).toEqual([]);
    expect(
      unguarded(
        "async () => (await all(text)).filter(function (r) { return r.email != null; }).forEach((r) => r.email.trim())",
      ),
    ).toEqual([]);
    expect(unguarded("async () => (await all(text)).filter(hasEmail).map((r) => r.email.trim())")).toEqual([]);
    expect(
      unguarded("async () => { const r = (await all(text)).find((r) => r.email === 'x'); r.email.trim(); }"),
    ).toEqual([]);
    expect(unguarded("async () => (await all(text)).map((r) => r.email).filter(Boolean).map((e) => e.trim())")).toEqual(
      [],
    );
  });

  it("a check of the call that hands the row on", () => {
    expect(unguarded(`${inFunction("if (user.email) show(user);")}\nfunction show(u) { u.email.trim(); }`)).toEqual([]);
    expect(
      unguarded(`${inFunction("if (!user.email) return; show(user);")}\nfunction show(u) { u.email.trim(); }`),
    ).toEqual([]);
  });
});

describe("what looks like a guard and is none", () => {
  it.each([
    "user.email.trim();",
    "if (user) user.email.trim();",
    "if (!user) return; user.email.trim();",
    "if (user.email) log(); user.email.trim();",
    "if (!user.email) log(); user.email.trim();",
    "if (!user.email) console.error('none'); user.email.trim();",
    "if (!user.email) logger.error('none'); user.email.trim();",
    "if (!user.email) user.email.trim();",
    "if (user.email === null) user.email.trim();",
    "if (user.email) return; user.email.trim();",
    "if (user.email || id) user.email.trim();",
    "if (!user.email && id) return; user.email.trim();",
    "if (user.name) user.email.trim();",
    "if (user.active) user.email.trim();",
    "if (!user.name) return; user.email.trim();",
    "return user.email || user.email.trim();",
    "return user.email ? '' : user.email.trim();",
    "return user.email && id ? '' : user.email.trim();",
    "return id && user.email.trim();",
    "const { email = '' } = user; email.trim();",
    "const { email: address = '' } = user; address.trim();",
    "if (typeof user.email === 'object') user.email.trim();",
    "if (user.email !== 'x') user.email.trim();",
    "if (user.email === 'x') return; user.email.trim();",
    "user.email.trim(); if (!user.email) return;",
    "console.log(user.email); user.email.trim();",
    "if (!user.email?.startsWith('a')) user.email.trim();",
    "if (user?.email === null) return user.email.trim();",
    "user?.email.trim();",
    "try { user.email.trim(); } catch {}",
    "later(() => { if (!user.email) return; }); user.email.trim();",
    "const has = user.name !== null; if (has) user.email.trim();",
    "if (id) user.email.trim(); else if (user.email) log();",
    "do { user.email.trim(); } while (user.email);",
    "const [first = user.email.trim()] = [];",
  ])("%s", (body) => {
    expect(unguarded(inFunction(body)).filter((found) => found.endsWith(" email"))).toEqual(read);
  });

  it("a filter the wrong way round, or by another column", () => {
    expect(unguarded("async () => (await all(text)).filter((r) => !r.email).map((r) => r.email.trim())")).toEqual(read);
    expect(unguarded("async () => (await all(text)).filter((r) => r.name).map((r) => r.email.trim())")).toEqual(read);
  });

  it("a check of another call that hands the row on", () => {
    expect(
      unguarded(`${inFunction("if (user.email) show(user); show(user);")}\nfunction show(u) { u.email.trim(); }`),
    ).toEqual(read);
  });
});
