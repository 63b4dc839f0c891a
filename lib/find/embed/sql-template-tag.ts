import { asPiece, asText, constantOf, type Embed } from "./embed.ts";
import { joinOf } from "./join.ts";

/** sql-template-tag, and Prisma's `Prisma.…`, which is made of it: `join(values, separator, prefix, suffix)`, `empty`, `bulk`. */
export const sqlTemplateTag: Embed = (use) => {
  const [first, second, third, fourth] = use.arguments;
  switch (use.name) {
    case ".empty":
      return asText(use, "");
    case "join": {
      const separator = second ? constantOf(second, use) : ",";
      if (separator === null) return asPiece(use);
      return joinOf(use, first, null, separator, [
        third ? (constantOf(third, use) ?? "") : "",
        fourth ? (constantOf(fourth, use) ?? "") : "",
      ]);
    }
    case "bulk":
      return asPiece(use, ["($?, $?)", "($?)"]);
    default:
      return null;
  }
};
