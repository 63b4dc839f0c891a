import { join } from "node:path";
import { expect, it } from "vitest";
import type { Either, Place, Value } from "../../../../lib/source/built/built.ts";
import { evaluatorOf } from "../../../../lib/source/built/evaluator.ts";
import { openFile } from "../../../../lib/source/open-module.ts";
import { folderWith } from "../../../project-folder.ts";

/** An object that callbacks set again and again holds one of two things, each of which leads back to what it held before. */
it("asks once what a place holds one of, however many ways lead there", () => {
  const module = openFile(join(folderWith({ "app.js": "const held = 1, next = 2;" }), "app.js"));
  const [statement] = module?.ast.body ?? [];
  if (!module || statement?.type !== "VariableDeclaration") throw new Error("app.js has no variable");
  const [one, other] = statement.declarations.map(({ init }) => init);
  if (!one || !other) throw new Error("a variable holds nothing");
  const evaluator = evaluatorOf(module);
  let held: Place | Value = evaluator.place(one);
  const deep = 40;
  for (let at = 0; at < deep; at++) {
    const before: Place | Value = held;
    const again: Place = { ...evaluator.place(one), held: { kind: "later", value: () => evaluator.evaluate(before) } };
    const condition = { kind: "true", key: `c${at}` } as const;
    const either: Either = {
      kind: "either",
      condition,
      then: again,
      otherwise: at === 0 ? evaluator.place(other) : before,
    };
    held = { ...evaluator.place(one), held: either };
  }
  const asked = evaluator.evaluated;
  expect(evaluator.evaluate(held).kind).not.toBe("never");
  expect(evaluator.evaluated - asked).toBeLessThan(3 * deep);
});
