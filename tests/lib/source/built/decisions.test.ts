import { expect, test } from "vitest";
import { Unreachable, whereReached } from "../../../../lib/source/built/decisions.ts";

test("what is asked where no path gets to is null, and a fault stays one", () => {
  const nowhere = () => {
    throw new Unreachable();
  };
  expect(whereReached(() => 1)).toBe(1);
  expect(whereReached(nowhere)).toBeNull();
  expect(() =>
    whereReached(() => {
      throw new TypeError("a fault");
    }),
  ).toThrow("a fault");
});
