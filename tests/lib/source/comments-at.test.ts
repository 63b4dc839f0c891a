import { describe, expect, it } from "vitest";
import { commentsAt } from "../../../lib/source/comments-at.ts";
import { moduleOf } from "./rows.ts";

/** The comments at the place that `HERE` marks. */
const at = (code: string): readonly string[] =>
  commentsAt(code.indexOf("HERE"), moduleOf(code)).map((text) => text.replaceAll(/\s+/g, " ").trim());

describe("what is written about a place", () => {
  it("stands before its statement, over lines, and within it", () => {
    expect(
      at(`function f() {
        // one
        other();

        // two,
        // and three
        const rows = find({
          a: 1, // four
          b: HERE,
        });
        // five
      }`).filter(Boolean),
    ).toEqual(["four", "two, and three"]);
  });

  it("stands before the function around, a method or a function that is kept", () => {
    expect(at("/* one */ class A { /** two */ find() { return HERE; } /* three */ }").filter(Boolean)).toEqual([
      "* two",
    ]);
    expect(at("/** one */\nconst find = () => run(HERE);").filter(Boolean)).toEqual(["* one"]);
    expect(at("const all = {\n // one\n find: () => HERE,\n // two\n other() {} };").filter(Boolean)).toEqual(["one"]);
  });

  it("is nothing that is said of other statements", () => {
    expect(at("function f() { /* one */ other(); run(HERE); }").filter(Boolean)).toEqual([]);
    expect(at("function f() { run(HERE); /* one */ other(); }").filter(Boolean)).toEqual([]);
    expect(at("run(() => { /* one */ other(); }, () => { HERE; });").filter(Boolean)).toEqual([]);
  });
});
