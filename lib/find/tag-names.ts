import type { TSESTree } from "@typescript-eslint/utils";
import { memberName } from "../source/nodes.ts";

const names = /^(?:sql|SQL|Sql|pgsql|pgSql|sqlTag|sqlQuery|psql|\$queryRaw|\$executeRaw)$/;

/** True for a tag that by its name would be one of SQL: `sql`, `db.sql`, `sql.type(row)`, `prisma.$queryRaw`. */
export function looksLikeTag(node: TSESTree.Node): boolean {
  switch (node.type) {
    case "Identifier":
      return names.test(node.name);
    case "MemberExpression":
      return (
        names.test(memberName(node) ?? "") ||
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
