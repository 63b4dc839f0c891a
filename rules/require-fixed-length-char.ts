import { changeType } from "../lib/analysis/table-changes.ts";
import { matcherOf } from "../lib/analysis/name-pattern.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports columns of hashes, which are all of one length, that take texts of any. */
export const requireFixedLengthChar = defineRule({
  name: "require-fixed-length-char",
  meta: {
    type: "suggestion",
    docs: { description: "Require char(n) for texts of a fixed length", recommended: false },
    hasSuggestions: true,
    messages: {
      varies: 'Column "{{column}}" of "{{table}}" always holds {{length}} characters. Make it char({{length}}).',
      fix: "Make it char({{length}})",
    },
  },
  options: {
    /** `name=length`, where `*` stands for any characters. */
    columns: [
      "*sha256*=64",
      "*sha512*=128",
      "*sha1*=40",
      "*md5*=32",
      "*commit_hash=40",
      "*commit_sha=40",
      "git_sha=40",
    ],
    ignoreTables: [],
  },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    const lengths = options.columns.flatMap((written) => {
      const [, name = "", length = ""] = /^(.+)=(\d+)$/.exec(written) ?? [];
      return name ? [{ pattern: matcherOf(name), length }] : [];
    });
    return {
      table({ final, columns, isOpen }) {
        for (const { column, type } of columns) {
          if (!type || !/^(?:text|character varying)\b[^[]*$/.test(column.type)) continue;
          const known = lengths.find(({ pattern }) => pattern.test(column.name));
          if (!known) continue;
          const data = { column: column.name, length: known.length };
          const edits = isOpen && type.isSql ? [{ span: type.span, text: `char(${known.length})` }] : null;
          report({
            span: type.span,
            table: final,
            messageId: "varies",
            migration: changeType(final, column, `char(${known.length})`),
            data,
            suggest: [{ messageId: "fix", data, edits }],
          });
        }
      },
    };
  },
});
