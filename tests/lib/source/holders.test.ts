import { describe, expect, it } from "vitest";
import { chainAt } from "../../../lib/source/holders.ts";
import { moduleOf } from "./rows.ts";

const at = (code: string): readonly string[] => chainAt(moduleOf(code).ast, code.indexOf("HERE"));

describe("the methods of a chain", () => {
  it("are those that are called on what a place begins", () => {
    expect(at("HERE.query().where(id).hardDelete();")).toEqual(["query", "where", "hardDelete"]);
    expect(at("user.$relatedQuery(HERE).withDeleted().delete();")).toEqual(["withDeleted", "delete"]);
    expect(at("prisma.HERE.findMany();")).toEqual(["findMany"]);
  });

  it("are no properties, and none of what is around", () => {
    expect(at("prisma.audit.HERE();")).toEqual(["HERE"]);
    expect(at("purge(HERE);")).toEqual([]);
    expect(at("boxes.purge(() => HERE.list());")).toEqual(["list"]);
  });
});
