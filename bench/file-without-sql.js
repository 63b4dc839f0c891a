// One cold process: the time of rowguard's rules and of parsing, over files that hold no SQL.
import * as parser from "@typescript-eslint/parser";
import rowguard from "eslint-plugin-rowguard";

const text = Array.from(
  { length: 60 },
  (_, i) => `
/** Adds up what a visitor selected, from the first to the last. */
export function total${i}(items: readonly { price: number; count: number }[], options: { rounded?: boolean } = {}): number {
  const sum = items.filter(({ count }) => count > 0).reduce((all, { price, count }) => all + price * count, ${i});
  cache.delete(\`total-${i}-\${items.length}\`);
  return options.rounded ? Math.round(sum) : sum;
}`,
).join("\n");

let parse = 0;
let rules = 0;
for (let round = 0; round < 20; round++) {
  const source = `${text}\nexport const round = ${round};`;
  const started = performance.now();
  const { ast, visitorKeys } = parser.parseForESLint(source, { range: true, loc: true, tokens: true, comment: true });
  linkParents(ast, visitorKeys);
  const parsed = performance.now();
  const context = {
    sourceCode: { text: source, ast },
    filename: "/app/a.ts",
    cwd: "/app",
    settings: {},
    options: [],
    report() {},
  };
  for (const rule of Object.values(rowguard.rules)) rule.create(context)["Program:exit"]?.(ast);
  rules += performance.now() - parsed;
  parse += parsed - started;
}
console.log(JSON.stringify({ parse, rules }));

/** As ESLint does before any rule is asked. */
function linkParents(node, keys) {
  for (const child of (keys[node.type] ?? []).flatMap((key) => node[key] ?? [])) {
    child.parent = node;
    linkParents(child, keys);
  }
}
