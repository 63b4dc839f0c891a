/** An object of which nothing is known but that it has keys: parsed JSON, a node walked without regard to its kind. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Unlike `Array.isArray`, which makes a value of no known type a list of anything. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
