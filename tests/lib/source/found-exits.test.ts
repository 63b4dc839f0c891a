import { describe, expect, it } from "vitest";
import { endsWhereFound } from "../../../lib/source/found-exits.ts";
import { descendants } from "../../../lib/find/walk.ts";
import { parseModule } from "../../../lib/source/open-module.ts";

/** Whether the program ends its way where `find()` has found something. */
function ends(body: string): boolean {
  const module = parseModule(`export async function f() { ${body} }`, "/app.ts");
  const nodes = module ? [...descendants(module.ast)] : [];
  const call = nodes.find(
    (node) => node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "find",
  );
  if (!module || !call) throw new Error(body);
  return endsWhereFound(call, module, null);
}

describe("where the program ends if something was found", () => {
  it.each([
    ["if (await find()) throw new Error();", true],
    ["const rows = await find(); const row = rows?.[0]; if (row) throw new Error();", true],
    ["const rows = await find(); const row = rows?.[0]; if (!row) throw new Error();", false],
    ["const rows = await find(); const row = rows?.[0]; return row.id;", false],
  ])("is told, also behind ?.: %s", (body, expected) => {
    expect(ends(body)).toBe(expected);
  });

  it.each([
    "const rows = await find(); let one = rows?.[0]; const two = one?.[0]; one = two?.[0];",
    "let rows = (await find())?.rows; const other = rows?.[0]; rows = other?.rows;",
  ])("is asked once of a name that leads to itself: %s", (body) => {
    expect(ends(body)).toBe(false);
  });
});
