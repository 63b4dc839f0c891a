import { describe, expect, it } from "vitest";
import { edited, unguarded, useOf } from "./rows.ts";

/** `name!` says never null, `name?` may be, `name~` cannot be told. */
function declared(code: string, others?: Readonly<Record<string, string>>): string[] {
  return useOf(code, others).declared.map(({ columns }) =>
    columns.map(({ name, nullable }) => name + (nullable === null ? "~" : nullable ? "?" : "!")).join(" "),
  );
}

const types = `
interface User { id: number; email: string | null; nick?: string }
type Team = { id: number; owner: User; tags: string[]; at: Date; extra: unknown; any: any; state: State; kind: "a" | "b"; size: Size };
type Size = number | null;
enum State { On, Off }
class Row { id!: number; email: string | null = null }
interface Named extends User { name: string }
`;

describe("where a row type is written", () => {
  it.each([
    ["use(await pool.query<User>(text));", "id! email? nick?"],
    ["use(await query<User, [string]>(text));", "id! email? nick?"],
    ["use(await sql<User[]>`text`);", "id! email? nick?"],
    ["use(await one<User>(text));", "id! email? nick?"],
    ["use(await all<{ id: number; email: string }>(text));", "id! email!"],
    ["const user: User = await one(text); use(user);", "id! email? nick?"],
    ["const user: User | undefined = (await query(text)).rows[0]; use(user);", "id! email? nick?"],
    ["const rows: readonly User[] = await all(text); use(rows);", "id! email? nick?"],
    ["const rows: Array<User> = (await query(text)).rows; use(rows);", "id! email? nick?"],
    ["const { rows }: QueryResult<User> = await query(text); use(rows);", "id! email? nick?"],
    ["const { rows }: { rows: User[] } = await query(text); use(rows);", "id! email? nick?"],
    ["const user = (await query(text)).rows[0] as User; use(user);", "id! email? nick?"],
    ["const users = (await query(text)).rows as User[]; use(users);", "id! email? nick?"],
    ["const users = (await all(text)) as unknown as User[]; use(users);", "id! email? nick?"],
    ["(await all(text)).map((row: User) => use(row));", "id! email? nick?"],
    ["const rows = await all(text); return rows as Team[];", "id! owner! tags! at! extra~ any~ state! kind! size?"],
    ["const user: Row = await one(text); use(user);", "id! email?"],
    ["const user: Named = await one(text); use(user);", "name! id! email? nick?"],
    ["const user: Pick<User, 'id' | 'email'> = await one(text); use(user);", "id! email?"],
    ["const user: Omit<User, 'id'> = await one(text); use(user);", "email? nick?"],
    ["const user: Partial<User> = await one(text); use(user);", "id? email? nick?"],
    ["const user: Required<User> = await one(text); use(user);", "id! email~ nick~"],
    ["const user: User & { age: number } = await one(text); use(user);", "id! email? nick? age!"],
    ["const user: User & { email: string } = await one(text); use(user);", "id! email! nick?"],
    ["const { id }: User = await one(text);", "id! email~ nick~"],
  ])("%s", (body, expected) => {
    expect(declared(`${types}\nasync function f() { ${body} }`)).toEqual([expected]);
  });

  it("the return type of the function", () => {
    expect(
      declared(`${types}\nasync function f(): Promise<User | null> { return (await query(text)).rows[0]; }`),
    ).toEqual(["id! email? nick?"]);
    expect(declared(`${types}\nconst f = async (): Promise<User[]> => (await query(text)).rows;`)).toEqual([
      "id! email? nick?",
    ]);
    expect(
      declared(
        `${types}\nasync function f(): Promise<number[]> { return (await query(text)).rows.map((row) => row.id); }`,
      ),
    ).toEqual([]);
  });

  it("nothing for any, unions of rows, generics and unknown types", () => {
    for (const type of ["any", "unknown", "A | B", "T", "Afar", "Record<string, string>", "ns.Type", "User | Team"]) {
      expect(declared(`${types}\nasync function f<T>() { const user: ${type} = await one(text); }`)).toEqual([]);
    }
  });
});

describe("a zod schema", () => {
  it.each([
    [
      "z.object({ id: z.number(), email: z.string().nullable(), nick: z.string().email().min(1), x: z.any() })",
      "id! email? nick! x~",
    ],
    [
      "z.object({ id: z.number().nullish(), at: z.string().transform(Number), d: z.coerce.date(), u: z.union([z.null(), z.string()]), o: z.string().or(z.null()) })",
      "id? at~ d~ u~ o~",
    ],
    ["z.object({ id: z.number() }).extend({ email: z.string() }).strict()", "id! email!"],
    ["z.object({ id: z.number() }).merge(z.object({ email: z.string() }))", "id! email!"],
    ["z.object({ id: z.number(), email: z.string() }).pick({ email: true })", "email!"],
    ["z.object({ id: z.number(), email: z.string() }).omit({ email: true })", "id!"],
    ["z.object({ id: z.number(), e: z.enum(['a']), n: z.literal(null), name })", "id! e! n? name!"],
  ])("%s", (schema, expected) => {
    expect(
      declared(`const name = z.string(); const user = ${schema}; const f = async () => one(sql.type(user)\`text\`);`),
    ).toEqual([expected]);
    expect(declared(`const name = z.string(); const f = async () => one(sql.type(${schema})\`text\`);`)).toEqual([
      expected,
    ]);
    expect(
      declared(
        `const name = z.string(); const user = ${schema}; type User = z.infer<typeof user>; const f = async () => one<User>(text);`,
      ),
    ).toEqual([expected]);
  });

  it("gets .nullable()", () => {
    const code = "const f = async () => one(sql.type(z.object({ id: z.number(), email: z.string().email() }))`text`);";
    const column = useOf(code).declared[0]?.columns[1];
    expect(edited(code, column?.allowNull ?? [])).toBe(code.replace(".email()", ".email().nullable()"));
  });
});

describe("a type of another file", () => {
  const others = {
    "./user.ts": "export interface User { id: number; email: string }\nexport default User;",
    "./index.ts": "export { User as Person } from './user.ts'; export * from './user.ts';",
    "./loop.ts": "export * from './loop.ts';",
  };
  it.each([
    ["import type { User } from './user.ts';", "User"],
    ["import { User as U } from './user.ts';", "U"],
    ["import type User from './user.ts';", "User"],
    ["import type { Person } from './index.ts';", "Person"],
    ["import type { User } from './index.ts';", "User"],
    ["import type * as db from './user.ts';", "db.User"],
  ])("%s", (head, name) => {
    const code = `${head}\nconst f = async () => one<${name}>(text);`;
    const [row] = useOf(code, others).declared;
    expect(
      row?.columns.map((column) => [
        column.name,
        column.nullable,
        code.slice(column.span.start, column.span.end),
        column.allowNull,
      ]),
    ).toEqual([
      ["id", false, name, null],
      ["email", false, name, null],
    ]);
  });

  it("is nothing where the file cannot be opened, or goes in circles", () => {
    expect(declared("import type { User } from '@acme/db';\nconst f = async () => one<User>(text);", others)).toEqual(
      [],
    );
    expect(declared("import type { User } from './loop.ts';\nconst f = async () => one<User>(text);", others)).toEqual(
      [],
    );
  });
});

describe("| null", () => {
  it.each([
    ["string", "string | null"],
    ["Date", "Date | null"],
    ["'a' | 'b'", "'a' | 'b' | null"],
    ["string[]", "string[] | null"],
    ["() => void", "(() => void) | null"],
  ])("%s", (type, expected) => {
    const code = `const f = async () => one<{ email: ${type} }>(text);`;
    expect(edited(code, useOf(code).declared[0]?.columns[0]?.allowNull ?? [])).toBe(code.replace(type, expected));
  });

  it("is not offered where the property may be missing, may be null or is any", () => {
    for (const type of ["email?: string", "email: string | null", "email: any", "email"]) {
      expect(useOf(`const f = async () => one<{ ${type} }>(text);`).declared[0]?.columns[0]?.allowNull).toBeNull();
    }
  });
});

describe("reads that the compiler sees", () => {
  it("where the type in the file says null, or cannot be followed", () => {
    const read = (type: string) =>
      unguarded(`${types}\nasync function f() { const user: ${type} = await one(text); user.email.trim(); }`);
    expect(read("User")).toEqual(["dereference email typed"]);
    expect(read("Afar")).toEqual(["dereference email typed"]);
    expect(read("unknown")).toEqual(["dereference email typed"]);
    expect(read("any")).toEqual(["dereference email"]);
    expect(read("{ email: string }")).toEqual(["dereference email"]);
  });
});
