import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../../model/sql-text.ts";
import { isRuntime, type Built, type Place, type Step } from "../../source/built/built.ts";
import { textOf } from "./chain.ts";
import type { Draft } from "./names.ts";
import { joined } from "../../read/builder/written.ts";

/** How what stands inside raw text is written. */
export interface Nested {
  value(what: Place | Built): SqlText;
  column(what: Place | Built): SqlText;
}

/** Writes what `sql` or one of its functions gives. */
export function rawText(draft: Draft, call: Step, nested: Nested): SqlText {
  if (call.template) return template(draft, call.template, call.place, nested);
  const { run, writer } = draft;
  const [first, second] = call.arguments ?? [];
  if (!first || call.spread) return writer.unknown(call.place);
  switch (call.name) {
    case "ref":
      return nested.column(first);
    case "table": {
      const name = textOf(run, first);
      return name === null ? writer.unknown(call.place) : writer.name(name.split("."), call.place);
    }
    case "id": {
      const path = (call.arguments ?? []).map((one) => textOf(run, one));
      return path.some((part) => part === null)
        ? writer.unknown(call.place)
        : writer.name(path as string[], call.place);
    }
    case "raw": {
      const text = textOf(run, first);
      return text === null ? writer.unknown(call.place) : writer.sql(text, first);
    }
    case "join": {
      const list = run.value(first);
      if (list.kind !== "list") return nested.value(first);
      const items = [
        ...list.items,
        ...(list.open ? [list.each ?? ({ kind: "input", place: list.place } as const)] : []),
      ].map((item) => nested.value(item));
      const between = second ? nested.value(second) : null;
      if (!between) return joined(items, ", ");
      return items.flatMap((item, index) => (index === 0 ? item : [...between, ...item]));
    }
    case "val":
    case "value":
    case "lit":
    case "literal":
      return nested.value(first);
    default:
      return writer.unknown(call.place);
  }
}

function template(draft: Draft, { quasi }: TSESTree.TaggedTemplateExpression, place: Place, nested: Nested): SqlText {
  const { writer, run } = draft;
  const { frame } = place;
  let before = "";
  return quasi.quasis.flatMap((element, index): SqlText => {
    const text = element.value.cooked ?? element.value.raw;
    const [start, end] = [element.range[0] + 1, element.range[0] + 1 + element.value.raw.length];
    const typed = frame.anchor === null && text === element.value.raw;
    const here: SqlText =
      text === ""
        ? []
        : typed
          ? [{ kind: "text", text, place: { kind: "here", start, offsets: null, quoting: "template" } }]
          : writer.sql(text, frame.anchor ?? { start, end });
    const expression = quasi.expressions[index];
    before += text;
    if (!expression) return here;
    const hole: Place = { node: expression, frame };
    const value = run.follow(hole);
    // What stands for a whole condition or clause is hardly a value.
    const whole =
      /(?:^|\b(?:where|and|or|on|not|having|from|join)\b)\s*$/i.test(before) ||
      (before.trim() === "" && quasi.quasis.every((one) => (one.value.cooked ?? "").trim() === ""));
    before += "?";
    return [
      ...here,
      ...(whole && (value.kind === "input" || (value.kind === "chain" && isRuntime(value)))
        ? writer.unknown(hole)
        : nested.value(hole)),
    ];
  });
}
