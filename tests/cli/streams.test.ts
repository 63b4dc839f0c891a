import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, simpleTraverse } from "@typescript-eslint/typescript-estree";
import { expect, it } from "vitest";

const folder = join(import.meta.dirname, "../../cli");

it("only main.ts speaks of the process and the console: every other file takes what it needs of them", () => {
  const speakers = readdirSync(folder).filter((file) => {
    let speaks = false;
    simpleTraverse(parse(readFileSync(join(folder, file), "utf8")), {
      visitors: {
        Identifier(node) {
          speaks ||= node.type === "Identifier" && /^(?:process|console)$/.test(node.name);
        },
      },
    });
    return speaks;
  });
  expect(speakers).toEqual(["main.ts"]);
});
