/** A JSON text; null where it is none. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** True of an object, not of a list. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object that a JSON text is; an empty one where it is none. */
export function objectOf(text: string): Record<string, unknown> {
  const value = parsedJson(text);
  return isObject(value) ? value : {};
}

/** The object below a key; an empty one where there is none. */
export function objectIn(owner: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = owner[key];
  return isObject(value) ? value : {};
}

/** The texts below a key: of a list, or a single one. */
export function textsIn(owner: Record<string, unknown>, key: string): readonly string[] {
  const value = owner[key];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string");
}
