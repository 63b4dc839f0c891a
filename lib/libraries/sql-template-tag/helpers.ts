import type { Embed, HelperFacts } from "../helpers.ts";

/**
 * sql-template-tag, and Prisma's `Prisma.…`, which is made of it: `join(values, separator, prefix, suffix)`, `empty`,
 * `bulk`.
 */
export const embed: Embed = (use) => {
  switch (use.name) {
    case ".empty":
      return use.text("");
    case "join": {
      const separator = use.count > 1 ? use.constant(1) : ",";
      return separator === null ? use.piece() : use.join(0, separator, [use.constant(2) ?? "", use.constant(3) ?? ""]);
    }
    case "bulk":
      return use.piece(["($?, $?)", "($?)"]);
    default:
      return null;
  }
};

export const helpers: HelperFacts = { embed, byName: true, raw: ["raw"] };
