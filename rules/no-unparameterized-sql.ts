import { isInJsonPath } from "../lib/analysis/jsonpath-holes.ts";
import { splicesOf, type SpliceKind } from "../lib/analysis/parameterization.ts";
import { bind, type Around, type ShownHole } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";
import type { Hole } from "../lib/model/sql-text.ts";

/** Reports values that are pasted into SQL text, where PostgreSQL reads them as SQL. */
export const noUnparameterizedSql = defineRule({
  name: "no-unparameterized-sql",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow values that become part of the SQL text instead of being sent as parameters",
      recommended: true,
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      splicedValue: 'The value of "{{source}}"{{from}} becomes part of the SQL text. Send it as a parameter.',
      splicedList:
        'The values of "{{source}}"{{from}} become part of the SQL text. Send them as one array: = ANY ($1).',
      splicedName:
        '"{{source}}"{{from}} chooses a name in the SQL text. Check it against a list of allowed names first.',
      splicedKeyword: '"{{source}}"{{from}} chooses words of the SQL text. Choose between fixed words instead.',
      splicedText:
        '"{{source}}" comes from a request and runs as SQL. Build the text in the program, and send values as parameters.',
      splicedPath:
        'The value of "{{source}}"{{from}} becomes part of a jsonpath. Name it there ($name), and send it in the vars of a jsonb_path_ function.',
      splicedSetting:
        'The value of "{{source}}"{{from}} becomes part of SET, which takes no parameters. Run SELECT set_config(name, $1, true) instead.',
      splicedNotification:
        'The value of "{{source}}"{{from}} becomes part of NOTIFY, which takes no parameters. Run SELECT pg_notify(channel, $1) instead.',
      splicedConstant:
        "The value of \"{{source}}\"{{from}} becomes part of a statement that takes no parameters. Let format('%L', $1) quote it first.",
      quotedHole:
        'The value of "{{source}}" is never used: in quotes its placeholder is only text. Take the quotes away.',
      bind: "Send the value as a parameter",
      unquote: "Take the quotes away",
      quote: "Let the library quote the name",
    },
  },
  options: { origins: "all" },
  // What a migration pastes is the program's own, and nobody sends it input.
  appliesTo: ["application", "script"],
  mustHoldOn: "some way",
  create: ({ options: { origins }, catalog, report }) => ({
    hole(given, around) {
      const shown = withCallers(given, around);
      for (const { hole, kind, bare } of splicesOf(shown)) {
        const handed = hole.treatment === "spliced" ? around.handedIn(hole) : null;
        if (handed?.kind === "constants" && !sure.has(hole.value)) continue;
        if (origins !== "all" && (origins === "request") !== (hole.value === "request")) continue;
        const isPath = kind === "value" && isInJsonPath(shown, hole.span, catalog);
        const own = hole === shown.hole ? given.hole : hole;
        const edits = isPath || withoutEdits.has(kind) ? null : bind({ ...shown, hole: own });
        const source = hole.source.length > 40 ? `${hole.source.slice(0, 39)}…` : hole.source;
        const from = handed?.kind === "request" && !hole.source.includes(handed.from) ? ` (from ${handed.from})` : "";
        report({
          span: hole.span,
          messageId: isPath ? "splicedPath" : messages[kind],
          data: { source: source.replace(/\s+/g, " "), from },
          // In quotes it was text whatever the column's type; a parameter takes on the type of the place.
          fix: bare ? edits : null,
          suggest: bare ? [] : [{ messageId: offers[kind] ?? "bind", edits }],
        });
      }
    },
  }),
});

/** What is known of a value without asking who hands it on. */
const sure: ReadonlySet<Hole["value"]> = new Set(["request", "keys"]);

/** A hole whose value some caller of the function around it takes out of a request is a part of that request. */
function withCallers(shown: ShownHole, around: Around): ShownHole {
  const { hole } = shown;
  if (hole.treatment !== "spliced" || (hole.value !== "input" && hole.value !== "unknown")) return shown;
  return around.handedIn(hole)?.kind === "request" ? { ...shown, hole: { ...hole, value: "request" } } : shown;
}

const withoutEdits: ReadonlySet<SpliceKind> = new Set(["text", "keyword", "setting", "notification", "constant"]);

/** What is offered is named by what it does; where nothing is named, a value becomes a parameter. */
const offers: Partial<Record<SpliceKind, "quote" | "unquote">> = { name: "quote", unused: "unquote" };

const messages = {
  value: "splicedValue",
  list: "splicedList",
  name: "splicedName",
  keyword: "splicedKeyword",
  text: "splicedText",
  unused: "quotedHole",
  setting: "splicedSetting",
  notification: "splicedNotification",
  constant: "splicedConstant",
} as const;
