import { describe, expect, it } from "vitest";
import { schemaBelow, schemaOf } from "../../../lib/source/zod.ts";
import { argumentOfRun, moduleFrom } from "../find/texts.ts";

/** What a schema lets through, below keys: its value, then `!` (never NULL), `?` (may be) or `~` (cannot be told), then its properties. */
function lets(schema: string, keys: readonly string[] = [], before = "", files: Readonly<Record<string, string>> = {}) {
  const module = moduleFrom(`import { z } from "zod"; ${before}\nrun(${schema})`, files);
  const found = schemaBelow(schemaOf(argumentOfRun(module), module), keys);
  const mark = found.nullable === null ? "~" : found.nullable ? "?" : "!";
  return `${found.value ?? "any"}${mark}${found.shape ? ` {${[...found.shape.keys()].join(" ")}}` : ""}`;
}

describe("what a zod schema lets through", () => {
  it.each([
    ["z.string()", "any!"],
    ["z.number()", "number!"],
    ["z.bigint()", "number!"],
    ["z.date()", "number!"],
    ["z.boolean()", "boolean!"],
    ["z.enum(['a', 'b'])", "literals!"],
    ["z.nativeEnum(Kind)", "literals!"],
    ["z.literal('a')", "literals!"],
    ["z.literal(null)", "literals?"],
    ["z.literal(name)", "literals~"],
    ["z.uuid()", "checked!"],
    ["z.iso.datetime()", "checked!"],
    ["z.string().uuid()", "checked!"],
    ["z.string().regex(/^[a-z]+$/)", "checked!"],
    ["z.string().regex(/[a-z]+/)", "any!"],
    ["z.string().min(1).max(10).trim()", "any!"],
    ["z.string().email().min(1)", "any!"],
    ["z.number().int().positive()", "number!"],
    ["z.string().nullable()", "any?"],
    ["z.string().nullish()", "any?"],
    ["z.nullable(z.number())", "number?"],
    ["z.string().optional()", "any!"],
    ["z.optional(z.number())", "number!"],
    ["z.enum(['a']).default('a')", "literals~"],
    ["z.enum(['a']).catch('a')", "literals~"],
    ["z.coerce.number()", "number~"],
    ["z.string().transform(Number)", "any~"],
    ["z.enum(['a']).transform(other)", "any~"],
    ["z.string().pipe(z.enum(['a']))", "literals~"],
    ["z.preprocess(trim, z.number())", "number~"],
    ["z.union([z.literal('a'), z.number()])", "number!"],
    ["z.union([z.literal('a'), z.string()])", "any!"],
    ["z.union([z.number(), z.null()])", "any~"],
    ["z.number().or(z.literal('a'))", "number~"],
    ["z.array(z.enum(['a']))", "literals!"],
    ["z.enum(['a']).array()", "literals!"],
    ["z.any()", "any~"],
    ["z.unknown()", "any~"],
    ["z.custom()", "any~"],
    ["z.lazy(() => Other)", "any~"],
    ["z.object({ id: z.number(), at: z.date() })", "any! {id at}"],
    ["z.strictObject({ id: z.number() }).strict().readonly()", "any! {id}"],
    ["z.object({ id: z.number() }).extend({ at: z.date() })", "any! {id at}"],
    ["z.object({ id: z.number() }).merge(z.object({ at: z.date() }))", "any! {id at}"],
    ["z.object({ id: z.number(), at: z.date() }).pick({ at: true })", "any! {at}"],
    ["z.object({ id: z.number(), at: z.date() }).omit({ at: true })", "any! {id}"],
    ["z.object({ ...z.object({ id: z.number() }).shape, at: z.date() })", "any! {id at}"],
    ["z.object({ id: z.number() }).keyof()", "literals!"],
    ["z.object({ [name]: z.number() })", "any!"],
    ["z.object({ ...other })", "any!"],
    ["z.object(shape)", "any!"],
    ["z.object({ id: z.number() }).extend(other)", "any!"],
    ["z.object({ id: z.number() }).pick(mask)", "any!"],
    ["z.record(z.string(), z.number())", "any!"],
    ["yup.string()", "any~"],
    ["string()", "any~"],
    ["zed.number()", "any~"],
  ])("%s", (schema, expected) => expect(lets(schema)).toBe(expected));

  it("below keys, through arrays, constants and shapes", () => {
    const of = "z.object({ sort: z.enum(['a']), tags: z.array(z.object({ id: z.number() })), name: z.string() })";
    expect(lets(of, ["sort"])).toBe("literals!");
    expect(lets(of, ["tags", "0", "id"])).toBe("number!");
    expect(lets(of, ["name"])).toBe("any!");
    expect(lets(of, ["other"])).toBe("any~");
    expect(lets(`${of}.partial()`, ["sort"])).toBe("literals~");
    expect(lets(`${of}.extend({ sort: z.string() })`, ["sort"])).toBe("any!");
    expect(lets(`${of}.shape.sort`)).toBe("literals!");
    expect(lets(`z.array(${of}).element`, ["sort"])).toBe("literals!");
  });

  it("names: a constant, one of another file, another name for zod", () => {
    expect(lets("Sort", [], "const Sort = z.enum(['a']);")).toBe("literals!");
    expect(lets("Sort", [], "const Sort = z.enum(['a']); type Sort = z.infer<typeof Sort>;")).toBe("literals!");
    expect(lets("z.object(shape)", ["id"], "const shape = { id: z.number() };")).toBe("number!");
    expect(lets("s.number()", [], `import { z as s } from "zod";`)).toBe("number!");
    expect(lets("s.number()", [], `import * as s from "zod/v4";`)).toBe("number!");
    expect(lets("s.number()", [], `import { z as s } from "./zod";`)).toBe("any~");
    const files = { "./b.ts": `import { z } from "zod"; export const Sort = z.enum(["a"])` };
    expect(lets("Sort", [], `import { Sort } from "./b";`, files)).toBe("literals!");
    expect(lets("Sort", [], "let Sort = z.enum(['a']); Sort = z.string();")).toBe("any~");
  });

  it("ends in schemas that lead back to themselves", () => {
    expect(lets("A", [], "const A = A;")).toBe("any~");
    expect(lets("A", [], "const A = B.nullable(); const B = A.optional();")).toBe("any?");
    expect(lets("A", ["a", "a"], "const A = z.object({ a: A });")).toBe("any! {a}");
  });
});
