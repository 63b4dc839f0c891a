import type { TSESTree } from "@typescript-eslint/utils";
import { isNamedForAnother } from "../libraries/other-databases.ts";
import type { SourceModule } from "../source/module.ts";
import { keyName, memberName } from "../source/nodes.ts";
import { traceValue } from "../source/trace.ts";
import { calleeName } from "./evidence.ts";
import { isForeign, isPreparedElsewhere } from "./foreign.ts";

/** Doubles and expectations of tests: `createTestPool("update …")`, `const expectedSql = "…"`. */
const testing = /^(?:expect|assert|should|mock|stub|fake|spy|createTest|createMock|createFake)|Mock$|Stub$/i;

const notSql = new RegExp(
  `^(?:console|logger|log|logging|winston|pino|debug|trace|info|warn|error|fatal|verbose|silly|print|println|assert|expect|should|chai|it|test|describe|context|suite|before|after|beforeEach|afterEach|` +
    `t|i18n|i18next|translate|gettext|__|_t|toast|alert|confirm|prompt|notify|message|msg|step|span|tracer|metrics|sentry|Sentry|bugsnag|reporter|cy|page|screen|axios|got|fetch|ky|superagent|request|http|https|cache|redis|localStorage|sessionStorage|monaco|hljs|Prism|highlight|clipboard|useState|useRef|useMemo)$`,
);
const notSqlMethods =
  /^(?:log|info|warn|warning|error|debug|trace|fatal|verbose|silly|notice|toContain|toBe|toEqual|toStrictEqual|toMatch|toThrow|toThrowError|toHaveBeenCalledWith|toMatchObject|toMatchInlineSnapshot|equal|strictEqual|deepEqual|match|includes|indexOf|startsWith|endsWith|test|setAttribute|setAttributes|addEvent|describe|it|skip|only|todo|captureMessage|captureException|write|t|contain|contains|eql|is|replace|replaceAll|split|getByText|findByText|queryByText|placeholder|title|label|summary|description|help|usage|addHelpText|option|argument)$/;
const proseFields =
  /^(?:description|message|title|label|summary|help|hint|detail|example|placeholder|tooltip|error|comment|expected|reason|code|snippet|content|docs?|prompt|question|answer|markdown|html|defaultValue|initialValue)$/i;
const failures = /[Ee]rror$|Exception$|Failure$/;

/** True where whatever takes the text is known to do something else with it than running it. */
export function isOtherUse(node: TSESTree.Node, module: SourceModule): boolean {
  let below: TSESTree.Node = node;
  for (let at = node.parent, levels = 0; at && levels < 12; below = at, at = at.parent, levels++) {
    switch (at.type) {
      case "ThrowStatement":
      case "JSXElement":
      case "JSXAttribute":
      case "JSXExpressionContainer":
      case "ImportDeclaration":
      case "ExportAllDeclaration":
      case "TSLiteralType":
      case "TSEnumMember":
      case "Decorator":
      case "BinaryExpression":
        if (at.type === "BinaryExpression" && at.operator === "+") continue;
        return true;
      case "SwitchCase":
        return at.test === below;
      case "Property":
        // Documentation, messages: a field with such a name holds prose or an example. Any other is what its object's
        // receiver takes.
        if (at.key === below || proseFields.test(keyName(at) ?? "")) return true;
        continue;
      case "MemberExpression":
        // `"…".replace(…)`, `["…"].join(" ")` are still text; `x["…"]` is a key.
        if (at.object !== below) return true;
        continue;
      case "NewExpression":
        return failures.test(calleeName(at.callee) ?? "") || isForeign(at.callee, module);
      case "CallExpression":
        if (at.callee === below) continue;
        return takesProse(at.callee, module);
      case "TaggedTemplateExpression":
        return at.tag !== below;
      case "ExpressionStatement":
        return true;
      case "VariableDeclarator":
        return at.id.type === "Identifier" && testing.test(at.id.name);
      case "AssignmentExpression":
      case "ReturnStatement":
      case "ArrowFunctionExpression":
      case "PropertyDefinition":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return false;
      default:
    }
  }
  return false;
}

function takesProse(callee: TSESTree.Node, module: SourceModule): boolean {
  if (callee.type === "Super") return failures.test(superName(callee));
  if (isForeign(callee, module) || isPreparedElsewhere(callee)) return true;
  const name = calleeName(callee);
  if (name !== null && failures.test(name)) return true;
  if (
    name !== null &&
    (testing.test(name) || (callee.type === "Identifier" ? notSql.test(name) : notSqlMethods.test(name)))
  )
    return true;
  for (let at: TSESTree.Node = callee; ;) {
    if (at.type === "MemberExpression") at = at.object;
    else if (at.type === "CallExpression") at = at.callee;
    else if (at.type === "Identifier") return isNamedForAnother(at.name) || (at !== callee && notSql.test(at.name));
    else return traceValue(at, module)?.kind === "module";
    if (
      at.type === "MemberExpression" &&
      (notSql.test(memberName(at) ?? "") || isNamedForAnother(memberName(at) ?? ""))
    )
      return true;
  }
}

function superName(node: TSESTree.Super): string {
  for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === "ClassDeclaration" || at.type === "ClassExpression")
      return (at.superClass && calleeName(at.superClass)) ?? "";
  }
  return "";
}
