/** The options of a rule with their defaults. */
export type OptionValues = Readonly<Record<string, boolean | number | string | readonly string[]>>;

/** Their types: any value of the kind that the default is. */
export type Widened<Options extends OptionValues> = {
  readonly [Name in keyof Options]: Options[Name] extends boolean
    ? boolean
    : Options[Name] extends number
      ? number
      : Options[Name] extends string
        ? string
        : readonly string[];
};

/** The JSON schema that ESLint holds a user's options against. */
export function optionsSchema(defaults: OptionValues): object {
  const properties = Object.entries(defaults).map(([name, value]): [string, object] => [
    name,
    typeof value === "object"
      ? { type: "array", items: { type: "string" }, uniqueItems: true }
      : { type: typeof value },
  ]);
  return { type: "object", properties: Object.fromEntries(properties), additionalProperties: false };
}

/** What a user has set, and the defaults for the rest. In: options that the schema has accepted. */
export function withDefaults<Options extends OptionValues>(defaults: Options, given: unknown): Widened<Options> {
  return { ...defaults, ...(given as Partial<Options> | undefined) } as unknown as Widened<Options>;
}
