import type { TSESTree } from "@typescript-eslint/utils";
import { libraries } from "../libraries/index.ts";
import { oneOf, type Names } from "../libraries/names.ts";
import { memberName } from "../source/nodes.ts";

/** What tags of SQL are called: by libraries, and by those who wrap them. */
export const tagNames: Names = [
  ...libraries.flatMap(({ sql }) => sql?.glance?.tags ?? []),
  "Sql",
  "pgsql",
  "pgSql",
  "sqlTag",
  "sqlQuery",
  "psql",
];

/** True of the name of a tag of SQL. */
export const isNamedAsTag = oneOf(tagNames);

/** True for a tag that by its name would be one of SQL: `sql`, `db.sql`, `sql.type(row)`, `prisma.$queryRaw`. */
export function looksLikeTag(node: TSESTree.Node): boolean {
  switch (node.type) {
    case "Identifier":
      return isNamedAsTag(node.name);
    case "MemberExpression":
      return (
        isNamedAsTag(memberName(node) ?? "") ||
        (node.object.type === "Identifier" && /^(?:sql|SQL)$/.test(node.object.name))
      );
    case "CallExpression":
      return looksLikeTag(node.callee);
    case "TSNonNullExpression":
    case "TSInstantiationExpression":
      return looksLikeTag(node.expression);
    default:
      return false;
  }
}
