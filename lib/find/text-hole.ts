import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import type { Hole, HolePart, SqlText } from "../model/sql-text.ts";
import { classify } from "../source/value.ts";
import { evaluatorOf } from "../source/built/evaluator.ts";
import { escapedForAnother } from "../source/foreign-escapes.ts";
import { namedIn } from "./hole-names.ts";
import { mayBeFragment, scopeIn, type ValueScope } from "../source/value-type.ts";
import { holeAt, spanOf, type Frame } from "./text-value.ts";

/** A hole whose value is pasted into the text as it is. */
export function spliced(node: TSESTree.Node, frame: Frame, outer: Span | null = null): HolePart {
  // What is escaped for another database is pasted as it was, and takes its escape away with it.
  const inner = escapedForAnother(node, frame.module);
  if (inner) return spliced(inner, frame, outer ?? spanOf(node, frame));
  const value = classify(node, scopeOf(frame));
  const named = value === "unknown" ? namedIn(node, frame.module) : {};
  return holeAt(node, frame, { treatment: "spliced", value, standIns: [], ...named }, outer);
}

const scopeOf = ({ at, context }: Frame): ValueScope => scopeIn(at, { evaluator: evaluatorOf(context.module) });

/** A hole of a binding tag: a value goes beside the text, a fragment that could not be followed goes into it. */
export function bound(node: TSESTree.Node, frame: Frame, outer: Span | null = null): HolePart {
  switch (mayBeFragment(node, scopeOf(frame))) {
    case "yes":
      return holeAt(node, frame, { treatment: "composed", value: "sql", standIns: [] }, outer);
    case "no":
      return holeAt(node, frame, { treatment: "bound", value: "unknown", standIns: ["$?"] }, outer);
    case "unknown":
      return holeAt(
        node,
        frame,
        { treatment: "bound", value: "unknown", standIns: [], ...namedIn(node, frame.module) },
        outer,
      );
  }
}

/** A hole that is made of pieces, with the values that are spliced inside the pieces' quotes. */
export function withQuoted(part: HolePart, pieces: readonly SqlText[]): HolePart {
  const quoted = pieces.flatMap((piece) => quotedHoles(piece));
  return quoted.length === 0 ? part : { ...part, hole: { ...part.hole, quoted } };
}

function quotedHoles(text: SqlText): Hole[] {
  const holes: Hole[] = [];
  let quotes = 0;
  for (const part of text) {
    if (part.kind === "text") quotes += part.text.match(/'/g)?.length ?? 0;
    else if (part.kind === "optional") holes.push(...quotedHoles(part.text));
    else if (part.kind === "choice") holes.push(...part.options.flatMap((option) => quotedHoles(option)));
    else {
      if (quotes % 2 === 1 && part.hole.treatment === "spliced") holes.push(part.hole);
      if (quotes % 2 === 0) holes.push(...(part.hole.quoted ?? []));
    }
  }
  return holes;
}
