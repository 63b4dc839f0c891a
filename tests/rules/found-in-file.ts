import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import plugin from "../../rules/index.ts";
import { folderWith } from "../project-folder.ts";

export interface Found {
  /** Without `rowguard/`; the message, where no rule has it. */
  readonly rule: string;
  readonly messageId: string | undefined;
  /** What is underlined. */
  readonly underlined: string;
}

interface OneFile {
  readonly file: string;
  /** What the project's package.json has beside pg. */
  readonly packages: readonly string[];
  readonly text: string;
  readonly rules: Readonly<Record<string, Linter.RuleEntry>>;
}

/** What rules, named without `rowguard/`, find in the one file of a project, whose schema is what this file declares. */
export function foundInFile({ file, packages, text, rules }: OneFile): readonly Found[] {
  const dependencies = Object.fromEntries(["pg", ...packages].map((name) => [name, "1"]));
  const folder = folderWith({ "package.json": JSON.stringify({ dependencies }), [file]: text });
  const lines = text.split("\n");
  return new Linter({ cwd: folder })
    .verify(
      text,
      [
        { plugins: { rowguard: plugin } },
        { files: ["**/*.prisma"], language: "rowguard/prisma" },
        { files: ["**/*.sql"], language: "rowguard/sql" },
        { files: ["**/*.{js,ts}"], languageOptions: { parser: parser as Linter.Parser } },
        {
          files: ["**/*.{js,ts,prisma,sql}"],
          rules: Object.fromEntries(Object.entries(rules).map(([name, set]) => [`rowguard/${name}`, set])),
          settings: { rowguard: { root: folder } },
        },
      ],
      { filename: `${folder}/${file}` },
    )
    .map(({ ruleId, message, messageId, line, column, endColumn }) => ({
      rule: ruleId?.replace("rowguard/", "") ?? message,
      messageId,
      underlined: lines[line - 1]?.slice(column - 1, (endColumn ?? column) - 1) ?? "",
    }));
}
