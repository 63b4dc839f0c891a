import type { SentPart } from "../model/sent-value.ts";

type SentKind = SentPart["kind"];

/** What a library does with the values that it sends for parameters, beside sending texts, numbers and booleans as they are written. */
export interface ParameterValues {
  /** What it throws on. */
  readonly refuses: readonly SentKind[];
  /** It makes JSON of a list for a parameter of that type; otherwise the text of an array. */
  readonly listsAsJson: boolean;
  /** It makes JSON of an object for a parameter of every type; otherwise `[object Object]` for one that is no JSON. */
  readonly objectsAsJson: boolean;
}

/** Of pg: https://github.com/brianc/node-postgres, `prepareValue` in `packages/pg/lib/utils.js`. */
export const pgParameters: ParameterValues = { refuses: [], listsAsJson: false, objectsAsJson: true };

/** Of postgres.js: https://github.com/porsager/postgres, `src/types.js`. */
export const postgresParameters: ParameterValues = { refuses: ["undefined"], listsAsJson: true, objectsAsJson: false };

/** Of slonik, whose tag takes primitive values only: https://github.com/gajus/slonik, `isPrimitiveValueExpression`. */
export const slonikParameters: ParameterValues = {
  refuses: ["undefined", "date", "list", "object"],
  listsAsJson: false,
  objectsAsJson: false,
};
