import { describe, expect, it } from "vitest";
import { fieldWrites } from "../../../lib/source/class-fields.ts";
import { isClass, some, type ClassNode } from "../../../lib/source/nodes.ts";
import { parseModule } from "../../../lib/source/open-module.ts";

/** How the first class of a text treats its field `table`. */
function writes(text: string, isStatic = false): string {
  const module = parseModule(text, "/p/a.ts");
  if (!module) throw new Error("does not parse");
  let owner: ClassNode | null = null;
  some(module.ast, (node) => isClass(node) && ((owner = node), true));
  if (!owner) throw new Error("no class");
  const { assigned, changed } = fieldWrites(owner, "table", isStatic, module);
  const values = assigned.map(({ operator, value }) => `${operator} ${module.text.slice(...value.range)}`);
  return [...values, ...(changed ? ["changed"] : [])].join(", ");
}

const method = (body: string) => `class A { table = "a"; set(value: any, key: string) { ${body}\n} }`;

describe("writes to a class's field", () => {
  it.each([
    [`this.table = "b"`, `= "b"`],
    [`this["table"] = "b"`, `= "b"`],
    [`this.table += "b"`, `+= "b"`],
    [`this.table ??= "b"`, `??= "b"`],
    [`this.table = "b"; if (value) this.table = "c";`, `= "b", = "c"`],
    [`value.each(() => { this.table = "b" })`, `= "b"`],
    [`value.each(function () { this.table = "b" })`, `= "b"`],
    [`const self = this; self.table = "b"`, `= "b"`],
    [`Object.assign(this, { table: "b", other: 1 })`, `= "b"`],
    [`this.table++`, "changed"],
    [`delete this.table`, "changed"],
    [`({ table: this.table } = value)`, "changed"],
    [`({ table: this.table = "x" } = value)`, "changed"],
    [`[this.table] = value`, "changed"],
    [`[...this.table] = value`, "changed"],
    [`({ ...this.table } = value)`, "changed"],
    [`for (this.table of value) {}`, "changed"],
    [`(this.table as any).push("b")`, "changed"],
    [`this.table.push("b")`, "changed"],
    [`this.table!.set("b", 1)`, "changed"],
    [`this.table.name = "b"`, "changed"],
    [`this.table[0] = "b"`, "changed"],
    [`this.table.names.sort()`, "changed"],
    [`delete this.table.name`, "changed"],
    [`Object.assign(this.table, value)`, "changed"],
    [`Object.assign(this, value)`, "changed"],
    [`Object.assign(this, { ...value })`, "changed"],
    [`Object.defineProperty(this, "table", { value })`, "changed"],
    [`Object.defineProperty(this, key, { value })`, "changed"],
    [`this[key] = value`, "changed"],
    [`delete this[key]`, "changed"],
  ])("%s", (body, expected) => expect(writes(method(body))).toBe(expected));

  it.each([
    `// this.table = "b"`,
    `/* this.table = "b"; this.table.push("c") */`,
    `return "this.table = 1"`,
    "return `this.table.push(1)`",
    `return this.table`,
    `return this.table === value`,
    `return this.table.map((one) => one)`,
    `return () => this.table`,
    `this.other = value`,
    `value.table = "b"`,
    `this.tableName = "b"`,
    `this.other.table = "b"`,
    `Object.assign({}, this)`,
    `Object.assign(value, this.table)`,
    `Object.assign(this, { other: value })`,
    `Object.defineProperty(this, "other", { value })`,
    `return class { table = "x"; set() { this.table = "b" } }`,
    `let self = value; self.table = "b"`,
    `return { table: this.table }`,
    `const { table } = this`,
    `return this[key]`,
    `for (const one of this.table) {}`,
  ])("are not: %s", (body) => expect(writes(method(body))).toBe(""));

  it("constructors, fields, accessors and static blocks", () => {
    expect(writes(`class A { constructor(t) { this.table = t } }`)).toBe("= t");
    expect(writes(`class A { run = () => { this.table = "b" } }`)).toBe(`= "b"`);
    expect(writes(`class A { get x() { return (this.table = "b") } }`)).toBe(`= "b"`);
    expect(writes(`class A { static { this.table = "b" } }`, true)).toBe(`= "b"`);
    expect(writes(`class A { static use(t) { this.table = t } }`, true)).toBe("= t");
  });

  it("a static field through the class's name, in it and outside", () => {
    expect(writes(`class A { static table = "a"; set() { A.table = "b" } }`, true)).toBe(`= "b"`);
    expect(writes(`class A { static table = "a" }\nA.table = "b"; A.table.push(1)`, true)).toBe(`= "b", changed`);
    expect(writes(`const A = class { static table = "a" };\nA.table = "b"`, true)).toBe(`= "b"`);
    expect(writes(`const A = class B { static table = "a"; set() { B.table = "c" } };`, true)).toBe(`= "c"`);
    expect(writes(`class A { static table = "a" }\nObject.assign(A, { table: "b" })`, true)).toBe(`= "b"`);
  });

  it("tells a class's own fields from its instances'", () => {
    expect(writes(`class A { table = "a"; static set() { this.table = "b" } }`)).toBe("");
    expect(writes(`class A { table = "a" }\nA.table = "b"`)).toBe("");
    expect(writes(`class A { static table = "a"; set() { this.table = "b" } }`, true)).toBe("");
    expect(writes(`class A { static table = "a" }\nfunction f(A) { A.table = "b" }`, true)).toBe("");
  });

  it("ends for a class of a thousand methods", () => {
    const methods = Array.from({ length: 1000 }, (_, index) => `m${index}() { return this.table }`).join("\n");
    expect(writes(`class A { ${methods} }`)).toBe("");
  });
});
