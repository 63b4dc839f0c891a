import { describe, expect, it } from "vitest";
import plugin from "../rules/index.ts";

interface Meta {
  readonly messages: Readonly<Record<string, string>>;
}

// As long as names of tables and columns get.
const filledIn = (message: string) => message.replace(/\{\{\s*\w+\s*\}\}/g, "organization_members");

describe.each(Object.entries(plugin.rules))("the messages of %s", (_, rule) => {
  // Those with what the survey adds are made of the others.
  const entries = Object.entries((rule.meta as unknown as Meta).messages).filter(
    ([id]) => !id.endsWith("AmongOthers") && id !== "summedUp",
  );
  // What was meant, most likely, comes behind the fact: `Did you mean "email"?`
  const isSuggestion = (message: string) => !/\.(?:\{\{guess\}\})?$/.test(message);

  it.each(entries.filter(([, message]) => !isSuggestion(message)))(
    "%s: a fact, then the smallest change",
    (_, message) => {
      expect(message).not.toMatch(/\b(unexpected|invalid|should|please|must not|disallowed|forbidden)\b|!/i);
      expect(message).toMatch(/^(?:[A-Z"]|\{\{).*\.(?:\{\{guess\}\})?$/);
      expect(filledIn(message).length, filledIn(message)).toBeLessThanOrEqual(160);
      // Two sentences at most; a full stop ends one only before a space.
      expect(message.split(/(?<=[.?])\s+(?=[A-Z"])/).length).toBeLessThanOrEqual(2);
    },
  );

  it.each(entries.filter(([, message]) => isSuggestion(message)))(
    "%s: a suggestion is a short imperative",
    (_, message) => {
      expect(message).toMatch(/^[A-Z][a-z]+ /);
      expect(message.length).toBeLessThanOrEqual(50);
    },
  );

  it("are named by the fact, in camel case", () => {
    for (const [id] of entries) expect(id).toMatch(/^[a-z][a-zA-Z]+$/);
  });
});
