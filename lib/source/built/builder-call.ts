import type { TSESTree } from "@typescript-eslint/utils";
import type { Library, Site } from "../../model/site.ts";

/** A chain of calls of a query builder, up to its last one. */
export interface BuilderCall {
  readonly library: Library;
  readonly how: Site["how"];
  /** The whole chain. */
  readonly node: TSESTree.Node;
  /**
   * What becomes of it. `awaited`: by `await`, `.then`, `Promise.all` or a return from an async function. `returned`:
   * by a function that is not async, so that others may go on with it. `step`: an argument of another builder's step.
   * `sent`: an argument of a function that runs it, and adds nothing. `argument`: of anything else. `discarded`: an expression statement. `kept`: in a variable, property or list.
   */
  readonly consumed: "awaited" | "returned" | "step" | "sent" | "argument" | "discarded" | "kept";
  /**
   * A function of the project gives it as it is: where nobody could have gone on with it there, that is where it is
   * read.
   */
  readonly given?: boolean;
}
