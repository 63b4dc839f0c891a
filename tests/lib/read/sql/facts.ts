import type { Output, Statement } from "../../../../lib/model/statement.ts";

/** What both readers must agree on; sets are sorted, outputs are in order. */
export interface Facts {
  readonly kind: string;
  readonly tables: readonly string[];
  readonly outputs: readonly (readonly (string | null)[])[];
  readonly parameters: readonly number[];
  readonly nullTests: number;
}

export function factsOf(statement: Statement): Facts {
  const tables: string[] = [];
  const outputs: string[] = [];
  const parameters: number[] = [];
  let nullTests = 0;
  visit(statement, (node) => {
    if (node["kind"] === "table")
      tables.push(
        `${node["schema"] ? `${String(node["schema"])}.` : ""}${String(node["name"])} ${String(node["alias"] ?? "")}`.trim(),
      );
    if (node["kind"] === "parameter") parameters.push(Number(node["number"]));
    if (node["kind"] === "null-test") nullTests++;
    const list = node["outputs"] as readonly Output[] | undefined;
    if (list?.length) outputs.push(JSON.stringify(list.map(({ name }) => name)));
  });
  return {
    kind: statement.kind,
    tables: tables.sort(),
    outputs: outputs.sort().map((list) => JSON.parse(list) as string[]),
    parameters: parameters.sort((a, b) => a - b),
    nullTests,
  };
}

/** Every object of a statement, outer before inner. */
export function visit(node: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, see);
  else if (node !== null && typeof node === "object") {
    see(node as Record<string, unknown>);
    for (const value of Object.values(node)) visit(value, see);
  }
}
