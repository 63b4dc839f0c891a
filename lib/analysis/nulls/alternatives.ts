import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { isTrue } from "./masks.ts";

/**
 * Finds out whether none of what one of must be so can be. A part may hold the very CASE that asks: it is looked at with facts
 * that have no alternatives, so that what it asks in turn ends here.
 */
export function exclude(facts: Facts, engine: Engine): void {
  if (facts.alternatives.length === 0) return;
  const plain = facts.copy();
  plain.alternatives = [];
  for (const { parts, frame } of facts.alternatives)
    if (!parts.some((part) => engine.maskOf(part, frame, plain) & isTrue)) facts.impossible = true;
}
