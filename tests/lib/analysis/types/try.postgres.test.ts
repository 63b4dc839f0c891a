import { it } from "vitest";
import { readFileSync } from "node:fs";
import { emptyDatabase } from "../../../postgres.ts";
import { TypeJudge } from "./judged-types.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { applyDefinition } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog } from "../../../../lib/catalog/catalog.ts";
import { typesOf } from "../../../../lib/analysis/types/types-of.ts";
import { statementFrom } from "../judged.ts";

it("tries", async () => {
  const [schema = "", list = ""] = readFileSync(process.env["TRY"] ?? "/tmp/try.sql", "utf8").split("-- statements\n");
  const db = await emptyDatabase();
  await db.exec(schema);
  const judge = new TypeJudge(db);
  const catalog = readScript(schema).statements.reduce(
    (before, statement) =>
      statement.kind === "definition" ? applyDefinition(before, statement.definition, { file: "s", line: 1 }) : before,
    { ...emptyCatalog, sources: ["s"] },
  );
  console.log(catalog.problems);
  let [good, unknown, bad] = [0, 0, 0];
  for (const sql of list.split("\n").filter((l) => l.trim() && !l.startsWith("--"))) {
    const said = await judge.describe(sql);
    let ours;
    try {
      ours = typesOf(statementFrom(sql), catalog);
    } catch (e) {
      console.log("CRASH", sql, (e as Error).stack?.slice(0, 600));
      continue;
    }
    if (said.code !== null) {
      console.log(
        ours.faults.length ? "refused" : "MISSED ",
        said.code,
        said.message,
        "|",
        ours.faults.map((f) => `${f.code} ${f.message}`).join("; "),
        "|",
        sql,
      );
      continue;
    }
    if (ours.faults.length)
      console.log("FALSE ALARM", ours.faults.map((f) => `${f.code} ${f.message}`).join("; "), "|", sql);
    const show = (t: { type: string | null; reason: string | null }) => t.type ?? `?${t.reason}`;
    const a = said.outputs.map((o) => `${o.name}:${o.type}`).join(", ") + " / " + said.parameters.join(",");
    const b =
      (ours.outputs ?? []).map((o) => `${o.name}:${show(o)}`).join(", ") + " / " + ours.parameters.map(show).join(",");
    if (a === b) {
      good++;
      continue;
    }
    const isUnknown = b.includes("?") || ours.outputs === null;
    if (isUnknown) unknown++;
    else bad++;
    console.log(
      isUnknown ? "unknown" : "DIFFERENT",
      sql,
      "\n     pg  ",
      a,
      "\n     ours",
      ours.outputs === null ? "none " + b : b,
    );
  }
  console.log({ good, unknown, bad });
}, 100000);
