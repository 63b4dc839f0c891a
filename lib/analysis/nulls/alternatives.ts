import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { isTrue } from "./masks.ts";

/** Finds out whether none of what one of must be so can be. */
export function exclude(facts: Facts, engine: Engine): void {
  for (const { parts, frame } of facts.alternatives)
    if (!parts.some((part) => engine.maskOf(part, frame, facts) & isTrue)) facts.impossible = true;
}
