import type { ESLint, Linter } from "eslint";
import { findingsOf } from "./findings.ts";

/** What a SARIF log says of a rule. */
export interface RuleFacts {
  readonly id: string;
  readonly description: string;
  readonly url: string;
}

/**
 * SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as GitHub's code scanning takes it.
 * In: `show` gives a path relative to the repository.
 */
export function formatSarif(
  results: readonly ESLint.LintResult[],
  rules: readonly RuleFacts[],
  version: string,
  show: (file: string) => string,
): string {
  const failures = findingsOf(results).filter(({ message }) => message.fatal);
  const location = (file: string, message: Linter.LintMessage) => ({
    physicalLocation: {
      artifactLocation: { uri: uri(show(file)), uriBaseId: "%SRCROOT%" },
      region: {
        startLine: Math.max(message.line, 1),
        startColumn: Math.max(message.column, 1),
        ...(message.endLine !== undefined && message.endColumn !== undefined
          ? { endLine: message.endLine, endColumn: message.endColumn }
          : {}),
      },
    },
  });
  const result = (file: string, message: Linter.LintMessage | Linter.SuppressedLintMessage) => ({
    ruleId: message.ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === message.ruleId),
    level: message.severity === 2 ? "error" : "warning",
    message: { text: message.message },
    locations: [location(file, message)],
    ...("suppressions" in message
      ? {
          suppressions: message.suppressions.map(({ justification }) => ({
            kind: "inSource",
            ...(justification ? { justification } : {}),
          })),
        }
      : {}),
  });
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "rowguard",
            version,
            informationUri: "https://github.com/rowguard/eslint-plugin-rowguard",
            rules: rules.map(({ id, description, url }) => ({
              id,
              shortDescription: { text: description },
              helpUri: url,
              defaultConfiguration: { level: "error" },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: failures.length === 0,
            toolExecutionNotifications: failures.map(({ file, message }) => ({
              level: "error",
              message: { text: message.message },
              locations: [location(file, message)],
            })),
          },
        ],
        results: results.flatMap(({ filePath, messages, suppressedMessages }) =>
          [...messages.filter(({ fatal }) => !fatal), ...suppressedMessages].map((message) =>
            result(filePath, message),
          ),
        ),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

const uri = (path: string) => path.split("/").map(encodeURIComponent).join("/");
