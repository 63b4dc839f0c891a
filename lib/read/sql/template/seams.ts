import { lex } from "../tokens/lexer.ts";
import { isThereWith, type Presence } from "./presence.ts";
import { partAt, type Template, type TemplatePart } from "./template.ts";

/**
 * The optional pieces of a template that are no run of whole tokens: a token, literal, comment or parenthesis goes over
 * an edge of theirs, they hold the end of a statement, or what stands around them would run together without them.
 */
export function looselyCut(template: Template): Set<Presence> {
  const loose = new Set<Presence>();
  const see = (...presences: readonly (Presence | null | undefined)[]): void => {
    for (const presence of presences) if (presence) loose.add(presence);
  };
  const open: (Presence | null)[] = [];
  for (const { start, end, text } of lex(template.text, new Set(template.holes.keys()))) {
    const first = partAt(template, start)?.presence ?? null;
    if (text === ";") see(first);
    if (text === "(" || text === "[") open.push(first);
    if (text === ")" || text === "]") {
      const opened = open.pop();
      if (opened !== first) see(opened, first);
    }
    for (let at = start; at < end;) {
      const part = partAt(template, at);
      if (part && part.presence !== first) see(part.presence, first);
      at = part ? Math.max(part.end, at + 1) : end;
    }
  }
  seams(template, see);
  return loose;
}

function seams(template: Template, see: (...presences: readonly (Presence | null)[]) => void): void {
  const parts = template.parts.filter(({ start, end }) => end > start);
  for (const [index, left] of parts.entries()) {
    const between: (Presence | null)[] = [];
    for (const right of parts.slice(index + 1)) {
      // What is there whenever one of the two is keeps them apart.
      const kept = between.some((presence) => isThereWith(presence, left.presence, right.presence));
      if (between.length > 0 && !kept && runTogether(template, left, right)) see(...between);
      if (isThereWith(right.presence, left.presence)) break;
      between.push(right.presence);
    }
  }
}

function runTogether({ text }: Template, left: TemplatePart, right: TemplatePart): boolean {
  return !apart.test(text[left.end - 1] ?? " ") && !apart.test(text[right.start] ?? " ");
}

const apart = /[\s(),;]/;
