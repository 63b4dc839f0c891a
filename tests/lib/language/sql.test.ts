import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ESLint, Linter, RuleTester } from "eslint";
import { afterAll, describe, expect, it } from "vitest";
import plugin from "../../../rules/index.ts";
import { folderWith } from "../../project-folder.ts";

Object.assign(RuleTester, { describe, it, itOnly: it.only, afterAll });

const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";

interface Suppressed {
  readonly suppressions: readonly { readonly kind: string; readonly justification: string }[];
}

/** Lints a text as `query.sql` of a project with the schema, with all rules. */
function linted(code: string, more: Linter.Config = {}) {
  const folder = folderWith({ "schema/1.sql": schema });
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    ...plugin.configs["all-sql"],
    { settings: { rowguard: { root: folder, schema: "schema" } } },
    more,
  ];
  const filename = join(folder, "query.sql");
  const fixed = linter.verifyAndFix(code, config, { filename });
  const messages = linter.verify(code, config, { filename });
  const { getSuppressedMessages } = Linter.prototype as unknown as { getSuppressedMessages(): Suppressed[] };
  const suppressed = getSuppressedMessages.call(linter);
  return { messages, fixed: fixed.output, suppressed };
}

const places = (messages: readonly Linter.LintMessage[]) =>
  messages.map(({ ruleId, line, column, endLine, endColumn }) => [ruleId, line, column, endLine, endColumn]);

const remove = "DELETE FROM users WHERE id = 1;";
const atUsers = (line: number, column = 13) => [["rowguard/no-hard-delete", line, column, line, column + 5]];

describe("the language of .sql files", () => {
  it("says places as ESLint does, whatever stands before and however lines end", () => {
    expect(places(linted(`-- é 💧\n${remove}`).messages)).toEqual(atUsers(2));
    expect(places(linted(`SELECT 'é💧';${remove}`).messages)).toEqual(atUsers(1, 26));
    expect(places(linted(`\uFEFF${remove}`).messages)).toEqual(atUsers(1));
    expect(places(linted(`-- one\r\n-- two\r\n\r\n${remove}\r\n`).messages)).toEqual(atUsers(4));
    expect(places(linted(`-- one\r-- two\r${remove}`).messages)).toEqual(atUsers(3));
  });

  it("writes suggestions with the file's own ends of lines", () => {
    const code = "\uFEFFSELECT email\r\nFROM users\r\nWHERE id = 1;\r\n";
    const [message] = linted(code).messages;
    const fix = message?.suggestions?.[0]?.fix;
    expect(fix && code.slice(1, fix.range[0] + 1) + fix.text + code.slice(fix.range[1] + 1)).toBe(
      "SELECT email\r\nFROM users\r\nWHERE id = 1\r\nAND deleted_at IS NULL;\r\n",
    );
  });

  it.each([
    ["the next line", `-- eslint-disable-next-line rowguard/no-hard-delete -- the law asks for it\n${remove}`],
    ["the next line, by a block", `/* eslint-disable-next-line rowguard/no-hard-delete */\n${remove}`],
    ["the next line, all rules", `-- eslint-disable-next-line\r\n${remove}`],
    ["its own line", `${remove} -- eslint-disable-line rowguard/no-hard-delete`],
    ["its own line, inside the statement", `DELETE FROM users /* eslint-disable-line */ WHERE id = 1;`],
    ["the rest of the file", `/* eslint-disable rowguard/no-hard-delete -- a purge */\n\n${remove}`],
    ["the rest of the file, by a line", `-- eslint-disable\n${remove}`],
    ["the file", `/* eslint rowguard/no-hard-delete: "off" */\n${remove}`],
    ["the file, by a line", `-- eslint rowguard/no-hard-delete: 0\n${remove}`],
  ])("a comment silences a rule for %s", (_, code) => {
    expect(linted(code).messages).toEqual([]);
  });

  it("keeps the reason of a directive", () => {
    const { suppressed } = linted(
      `-- eslint-disable-next-line rowguard/no-hard-delete -- the law asks for it\n${remove}`,
    );
    expect(suppressed.map(({ suppressions }) => suppressions)).toEqual([
      [{ kind: "directive", justification: "the law asks for it" }],
    ]);
  });

  it.each([
    ["before the line", `-- eslint-disable-next-line rowguard/no-hard-delete\n\n${remove}`, 3],
    ["for another rule", `-- eslint-disable-next-line rowguard/no-null-comparison\n${remove}`, 2],
    ["that was ended", `/* eslint-disable */\n/* eslint-enable */\n${remove}`, 3],
    ["in a string", `SELECT '-- eslint-disable';\n${remove}`, 2],
    ["that is none", `-- eslint is not disabled\n${remove}`, 2],
  ])("nothing is silenced by a comment %s", (_, code, line) => {
    expect(places(linted(code).messages).filter(([rule]) => rule !== null)).toEqual(atUsers(line));
  });

  it("reads options of a rule in a comment, and says what is wrong with it", () => {
    const own = `/* eslint rowguard/no-hard-delete: ["warn", { ignoreTables: ["users"] }] */\n${remove}`;
    expect(linted(own).messages).toEqual([]);
    const wrong = linted(`/* eslint rowguard/no-hard-delete: ["warn" */\nSELECT 1;`).messages;
    expect(wrong.map(({ ruleId, line, message }) => [ruleId, line, message.slice(0, 20)])).toEqual([
      [null, 1, "Failed to parse JSON"],
    ]);
    const several = `DELETE FROM users /* eslint-disable-line\n*/ WHERE id = 1;`;
    expect(linted(several).messages.map(({ message }) => message.slice(0, 27))).toContain(
      "eslint-disable-line comment",
    );
  });

  it("reports directives that silence nothing, and --fix takes them out", () => {
    const unused = { linterOptions: { reportUnusedDisableDirectives: "error" as const } };
    const one = linted("-- eslint-disable-next-line rowguard/no-hard-delete -- no\nSELECT 1;\n", unused);
    expect(one.messages.map(({ message, line }) => [line, message])).toEqual([
      [1, "Unused eslint-disable directive (no problems were reported from 'rowguard/no-hard-delete')."],
    ]);
    expect(one.fixed.trim()).toBe("SELECT 1;");
    const two = linted(
      `-- eslint-disable-next-line rowguard/no-hard-delete, rowguard/no-null-comparison -- no\n${remove}\n`,
      unused,
    );
    expect(two.fixed).toBe(`-- eslint-disable-next-line rowguard/no-hard-delete -- no\n${remove}\n`);
    expect(linted(`-- eslint-disable-next-line rowguard/no-hard-delete\n${remove}\n`, unused).messages).toEqual([]);
  });

  it("takes what other configurations set for every file", () => {
    const others: Linter.Config = {
      languageOptions: { globals: { process: "readonly" }, sourceType: "module" },
      rules: { eqeqeq: "error", "no-undef": "error" },
    };
    expect(places(linted(remove, others).messages)).toEqual(atUsers(1));
  });

  it("reads files that are UTF-16, and offers no changes there", async () => {
    const folder = folderWith({ "schema/1.sql": schema });
    writeFileSync(join(folder, "utf16.sql"), Buffer.from(`\uFEFF-- é\r\n${remove}\r\n`, "utf16le"));
    const eslint = new ESLint({
      cwd: folder,
      overrideConfigFile: true,
      overrideConfig: [...plugin.configs["all-sql"], { settings: { rowguard: { root: folder, schema: "schema" } } }],
    });
    const [result] = await eslint.lintFiles(["utf16.sql"]);
    expect(places(result?.messages ?? [])).toEqual(atUsers(2));
    expect(result?.messages.map(({ suggestions }) => suggestions)).toEqual([undefined]);
  });
});

describe("ESLint's own RuleTester", () => {
  const tester = new RuleTester({ plugins: { rowguard: plugin }, language: "rowguard/sql" } as never);
  tester.run("no-null-comparison", plugin.rules["no-null-comparison"] as never, {
    valid: ["SELECT * FROM a WHERE b IS NULL"],
    invalid: [
      {
        code: "SELECT *\nFROM a WHERE b = NULL",
        errors: [
          {
            messageId: "comparedWithNull",
            line: 2,
            column: 18,
            endColumn: 22,
            suggestions: [
              { messageId: "useTest", data: { test: "IS NULL" }, output: "SELECT *\nFROM a WHERE b IS NULL" },
            ],
          },
        ],
      },
    ],
  });
});
