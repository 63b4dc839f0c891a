import { defineRule } from "../lib/define-rule.ts";

/** Reports pools of connections that do not say how large they get and how long they wait. */
export const requirePoolLimits = defineRule({
  name: "require-pool-limits",
  meta: {
    type: "suggestion",
    docs: { description: "Require pools to limit their connections, idle time and waiting time", recommended: false },
    messages: {
      noMax: '{{maker}} does not say how many connections it may have. Set "{{name}}".',
      noIdle: '{{maker}} does not say when it closes a connection that nobody uses. Set "{{name}}".',
      noConnection: '{{maker}} does not say how long somebody waits for a connection. Set "{{name}}".',
      outOfRange: '"{{name}}" is {{value}}, and not between {{least}} and {{most}}. Choose a value in between.',
    },
  },
  options: { leastMax: 1, mostMax: 100, mostIdle: 600_000, mostConnection: 60_000 },
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create: ({ options, report }) => ({
    pool({ maker, span, limits }) {
      for (const { of, name, value, span: at } of limits) {
        const [least, most] = rangeOf(of, options);
        // Zero is no time-out.
        if (value === "absent" || (value === 0 && of !== "max"))
          report({ span: at ?? span, messageId: missing[of], data: { maker, name } });
        else if (value !== null && (value < least || value > most))
          report({
            span: at ?? span,
            messageId: "outOfRange",
            data: { name, value: String(value), least: String(least), most: String(most) },
          });
      }
    },
  }),
});

const missing = { max: "noMax", idle: "noIdle", connection: "noConnection" } as const;

type Ranges = {
  readonly leastMax: number;
  readonly mostMax: number;
  readonly mostIdle: number;
  readonly mostConnection: number;
};

function rangeOf(of: keyof typeof missing, options: Ranges): readonly [number, number] {
  if (of === "max") return [options.leastMax, options.mostMax];
  return [1, of === "idle" ? options.mostIdle : options.mostConnection];
}
