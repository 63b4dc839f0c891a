import { noEdits } from "../model/statement.ts";

/** A value together with `noEdits`, which stands in each of its statements and is one object in both. */
interface Packed {
  readonly noEdits: object;
  readonly value: unknown;
}

/** A part of a schema as a disk keeps it. */
export const packed = (value: unknown): Packed => ({ noEdits, value });

/** What `packed` was given, as a disk gives it back; undefined for anything else. */
export function unpacked(kept: unknown): unknown {
  if (typeof kept !== "object" || kept === null || !("noEdits" in kept) || !("value" in kept)) return undefined;
  Object.setPrototypeOf(kept.noEdits, noEdits);
  return kept.value;
}
