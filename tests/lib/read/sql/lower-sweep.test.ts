import { contentOf } from "../../../../lib/model/clause.ts";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Span } from "../../../../lib/model/span.ts";
import { fixtureStatements } from "./fixture-statements.ts";
import { visit } from "./facts.ts";
import { lowerText } from "./lowered.ts";

const folder = new URL("../../../fixtures/statements/", import.meta.url);
const texts = readdirSync(folder).flatMap((file) => fixtureStatements(readFileSync(new URL(file, folder), "utf8")));

type Node = Readonly<Record<string, unknown>>;

/** Every node with the innermost node around it that has a span. */
function nested(node: unknown, parent: Node, see: (node: Node, parent: Node) => void): void {
  if (Array.isArray(node)) for (const item of node) nested(item, parent, see);
  else if (node !== null && typeof node === "object") {
    const own = node as Node;
    if (own["span"]) see(own, parent);
    for (const [key, value] of Object.entries(own)) if (key !== "edits") nested(value, own["span"] ? own : parent, see);
  }
}

describe("lowering every fixture statement", () => {
  it("has some hundreds of them", () => expect(texts.length).toBeGreaterThan(350));

  it("models every node", () => {
    for (const text of texts) {
      visit(lowerText(text).statement, (node) => {
        if (node["kind"] === "opaque" || node["kind"] === "unknown" || node["kind"] === "unknown-item")
          expect.fail(`${String(node["reason"])}: ${text}`);
      });
    }
  });

  it("places every node inside its parent, with its parentheses in pairs", () => {
    for (const text of texts) {
      const { statement } = lowerText(text);
      nested(statement, statement as unknown as Node, (node, parent) => {
        const span = node["span"] as Span;
        const around = parent["span"] as Span;
        const written = text.slice(span.start, span.end);
        expect(written.trim(), `${String(node["kind"])} of ${text}`).toBe(written);
        expect(span.end, text).toBeGreaterThan(span.start);
        // The columns and the values of MERGE's INSERT are two lists: an assignment has the place of its column.
        if (parent["column"] !== undefined && parent["kind"] === undefined && /^merge|with q/.test(text)) return;
        expect(span.start, `${written} in ${text}`).toBeGreaterThanOrEqual(around.start);
        expect(span.end, `${written} in ${text}`).toBeLessThanOrEqual(around.end);
        const bare = written.replace(/'(?:[^']|'')*'|--.*|\/\*[\s\S]*?\*\//g, "");
        expect([...bare].filter((c) => c === "(").length, `${written} in ${text}`).toBe(
          [...bare].filter((c) => c === ")").length,
        );
      });
    }
  });

  it("places columns, parameters and tables exactly", () => {
    const folded = (name: string) =>
      name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase();
    const last = (name: string) => folded(/(?:"(?:[^"]|"")*"|[^".\s]+)$/.exec(name)?.[0] ?? "");
    for (const text of texts) {
      visit(lowerText(text).statement, (node) => {
        const span = (node["nameSpan"] ?? node["span"]) as Span | undefined;
        const written = span ? text.slice(span.start, span.end) : "";
        if (node["kind"] === "column" && "relation" in node && !/^(?:table |u&)/i.test(written))
          expect(last(written), text).toBe(node["name"]);
        if (node["kind"] === "table") expect(last(written), text).toBe(node["name"]);
        if (node["kind"] === "parameter") expect(written, text).toBe(`$${String(node["number"])}`);
      });
    }
  });

  it("says for each level where its condition is, or would go", () => {
    const next =
      /^\s*(?:$|\)|;|(?:where|group|having|window|order|limit|offset|fetch|for|union|intersect|except|returning|when|on conflict)\b)/i;
    for (const text of texts) {
      for (const { node, where, whereAt } of lowerText(text).layout.levels) {
        expect(text.slice(whereAt).replace(/^(?:\s|--.*|\/\*[\s\S]*?\*\/)+/, ""), text).toMatch(next);
        if (node.kind === "merge") continue;
        const condition = contentOf(node.where)?.condition.span;
        expect(where !== null, text).toBe(condition !== undefined);
        if (where && condition)
          expect(text.slice(where.start, where.end), text).toContain(text.slice(condition.start, condition.end));
      }
    }
  });

  it("is opaque for the one text that libpg-query accepts and PostgreSQL does not", () => {
    const { statement } = lowerText("select a from t order by a $1");
    expect(statement).toMatchObject({ kind: "opaque", reason: 'syntax error at or near "$1"' });
  });

  it("does not fall over long chains and deep parentheses", () => {
    const { statement } = lowerText(
      `select 1 where ${Array.from({ length: 2_000 }, (_, i) => `a = ${i}`).join(" or ")}`,
    );
    expect(statement.kind).toBe("select");
    const deep = lowerText(`select ${"(".repeat(500)}1${")".repeat(500)} + ${"- a + ".repeat(1_500)} 1`);
    expect(["select", "opaque"]).toContain(deep.statement.kind);
  });
});
