import type { TSESTree } from "@typescript-eslint/utils";
import { describe, expect, it } from "vitest";
import { walk } from "../../../lib/source/nodes.ts";
import { admitsNull, declaredAt, membersOf, unionOf, type TypeTerm } from "../../../lib/source/written-types.ts";
import { moduleFrom } from "../find/texts.ts";

type Files = Readonly<Record<string, string>>;

/** The type of the alias `Asked`. */
function asked(type: string, before = "", files: Files = {}): TypeTerm {
  const module = moduleFrom(`${before}\ntype Asked = ${type};`, files);
  let found: TSESTree.Node | null = null;
  walk(module.ast, (node) => {
    if (node.type === "TSTypeAliasDeclaration" && node.id.name === "Asked") found = node.typeAnnotation;
  });
  if (!found) throw new Error("nothing is asked");
  return { node: found, module };
}

const sourceOf = ({ node, module }: TypeTerm): string => module.text.slice(...node.range);

/** The members in one line: `name!` never NULL, `name?` may be, `name~` cannot be told; what may be missing behind them. */
function members(type: string, before?: string, files?: Files): string {
  const { list, missing } = membersOf(asked(type, before, files));
  const each = list.map((one) => one.key + { null: "~", true: "?", false: "!" }[String(one.admitsNull()) as "null"]);
  return [...each, ...(missing ? [`(${missing})`] : [])].join(" ");
}

const user = "interface User { id: number; email: string | null; nick?: string }";

describe("the members of a written type", () => {
  it.each([
    ["User", "id! email? nick?"],
    ["Readonly<User>", "id! email? nick?"],
    ["Promise<User>", "id! email? nick?"],
    ["NonNullable<User>", "id! email? nick?"],
    ["Pick<User, 'id' | 'email'>", "id! email?"],
    ["Omit<User, 'id'>", "email? nick?"],
    ["Omit<User, Ids>", "email? nick?"],
    ["Partial<User>", "id? email? nick?"],
    ["Required<User>", "id! email~ nick~"],
    ["Record<'a' | 'b', string>", "a! b!"],
    ["Record<Ids, User | null>", "id?"],
    ["{ id: number; 'full name': string; 5: string }", "id! full name! 5!"],
    ["User & { age: number }", "id! email? nick? age!"],
    ["User & { email: string }", "id! email! nick?"],
    ["Admin", "id! email? nick? role!"],
    ["Box<string>", "value! other!"],
    ["Box<string | null>", "value? other!"],
    ["Box<Box<null>>", "value! other!"],
    ["Defaulted", "value?"],
    ["Nested['inner']", "deep!"],
    ["Row", "id! email? given!"],
    ["Child", "id! email? given! own!"],
    ["Merged", "a! b!"],
    ["{ [Key.users]: string; [table]: string | null }", "u! t?"],
    ["string", ""],
    ["User[]", ""],
    ["any", ""],
    ["Afar", "(undeclared)"],
    ["Pg", "(outside)"],
    ["User & Pg", "id! email? nick? (outside)"],
    ["Extended", "own! (outside)"],
    ["Pick<User, keyof User>", "(undeclared)"],
    ["Record<string, string>", "(undeclared)"],
    ["Circle", "a! (undeclared)"],
    ["Alias", "(undeclared)"],
  ])("%s", (type, expected) => {
    const before = `import type { Pg } from "pg"; ${user}
      type Ids = "id"; interface Admin extends User { role: string }
      interface Box<T> { value: T; other: string } type Defaulted<T = null> = { value: T };
      type Nested = { inner: { deep: string } };
      class Row { id!: number; email: string | null = null; static table = "t"; constructor(readonly given: string, plain: string) {} run() {} }
      class Child extends Row { own!: string }
      interface Merged { a: string } interface Merged { b: string }
      enum Key { users = "u" } const table = "t";
      interface Extended extends Pg { own: string }
      interface Circle extends Circle { a: string } type Alias = Alias;`;
    expect(members(type, before)).toBe(expected);
  });

  it("across files", () => {
    const files = {
      "b.ts": `${user} export type { User }; export default User; export interface Other<T> { of: T }`,
      "index.ts": `export * from "./b"; export * as types from "./b"`,
    };
    const from = (head: string, type: string) => members(type, head, files);
    expect(from(`import type { User } from "./b";`, "User")).toBe("id! email? nick?");
    expect(from(`import type U from "./b";`, "U")).toBe("id! email? nick?");
    expect(from(`import type { User } from "./index";`, "User")).toBe("id! email? nick?");
    expect(from(`import type * as b from "./b";`, "b.User")).toBe("id! email? nick?");
    expect(from(`import type { types } from "./index";`, "types.User")).toBe("id! email? nick?");
    expect(from(`import type { Other } from "./b";`, "Other<string | null>")).toBe("of?");
    expect(from(`import type { Missing } from "./b";`, "Missing")).toBe("(undeclared)");
  });

  it("of a zod schema", () => {
    const before = `import { z } from "zod"; const user = z.object({ id: z.number(), nick: z.string().nullable(), x: z.any() });`;
    expect(members("z.infer<typeof user>", before)).toBe("id! nick? x~");
    expect(members("z.output<typeof user> & { more: string }", before)).toBe("id! nick? x~ more!");
    expect(members("Pick<z.infer<typeof user>, 'id'>", before)).toBe("id!");
    expect(members("z.infer<typeof other>", before)).toBe("(undeclared)");
  });
});

describe("whether NULL is a value of a type", () => {
  it.each([
    ["string", false],
    ["string | null", true],
    ["string | undefined", true],
    ["void", true],
    ["'a' | 'b'", false],
    ["null", true],
    ["'null'", false],
    ["string[]", false],
    ["readonly string[]", false],
    ["Date", false],
    ["Size", true],
    ["Maybe<string>", true],
    ["Id<string>", false],
    ["Id<string | null>", true],
    ["State", false],
    ["User", false],
    ["string & Brand", false],
    ["Brand & Other", null],
    ["unknown", null],
    ["any", null],
    ["T", null],
    ["Loop", null],
    ["Twice", null],
  ])("%s: %s", (type, expected) => {
    const before = `${user} enum State { on } type Size = number | null; type Maybe<T> = T | null; type Id<T> = T;
      type Loop = Loop | string; type Twice = Twice | Twice;`;
    expect(admitsNull(asked(type, before))).toBe(expected);
  });

  it("a type of the project by the name of a global", () => {
    expect(admitsNull(asked("Date", "type Date = string | null;"))).toBe(true);
  });
});

describe("the type of a member of members", () => {
  const at = (type: string, keys: readonly string[], before = "", files: Files = {}) => {
    const found = declaredAt(asked(type, before, files), keys);
    return found === null || found === "outside" ? found : sourceOf(found);
  };
  it.each([
    ["{ a: { b: 'x' | 'y' } }", ["a", "b"], "'x' | 'y'"],
    ["A", ["b"], "number"],
    ["A | null", ["b"], "number"],
    ["A | B", ["b"], "outside"],
    ["A", ["c"], null],
    ["A", ["untyped"], null],
    ["B", ["c"], "outside"],
    ["C", ["b"], "number"],
    ["D", ["kind"], "string"],
    ["D", ["name"], "string"],
    ["Box<'x'>", ["value"], "'x'"],
    ["Kinds", [], "'x' | 'y'"],
    ["Frag", [], "outside"],
    ["A", [], "A"],
    ["Renamed", [], "A"],
    ["Any", ["b"], null],
  ] as const)("%s, %s", (type, keys, expected) => {
    const before = `import type { Pg, Fragment } from "pg"; interface A { b: number; untyped }
      interface B extends Pg { b: string } interface C extends A {}
      class D { @IsIn(["a"]) kind: string; @Expose() name: string }
      interface Box<T> { value: T } type Kinds = 'x' | 'y'; type Frag = Fragment; type Renamed = A; type Any = any;`;
    expect(at(type, keys, before)).toBe(expected);
  });
});

describe("the members of a union", () => {
  const union = (type: string, before = "") => unionOf(asked(type, before)).map(sourceOf);
  it("follow aliases of unions, and leave other names", () => {
    expect(union("'a' | Kind", "type Kind = 'b' | More; type More = 'c' | null;")).toEqual([
      "'a'",
      "'b'",
      "'c'",
      "null",
    ]);
    expect(union("Maybe<string>", "type Maybe<T> = T | null;")).toEqual(["string", "null"]);
    expect(union("User | null", user)).toEqual(["User", "null"]);
    expect(union("string")).toEqual(["string"]);
    expect(union("Loop", "type Loop = 'a' | Loop;")).toEqual(["'a'", "Loop"]);
  });
});
