import type { Library, Placeholders } from "../../model/site.ts";
import type { SchemaNames } from "../../model/names.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Chain } from "../../source/built/built.ts";
import type { Written, Writer } from "./written.ts";

/** How a library's builders are read. */
export interface BuilderReader {
  readonly library: Library;
  /** How its raw pieces write placeholders. */
  readonly placeholders: Placeholders;
  /** True where the library's own types say which columns may be null, so that the compiler guards their reads. */
  readonly typed: boolean;
  /**
   * True where alternatives are always written as a group of their own (`OR: […]`), so that no condition slips beside
   * them.
   */
  readonly grouped?: boolean;
  /** True where the library sets columns of its own accord, by decorators or hooks of a model, that its statements do not show here. */
  readonly stamps?: boolean;
  /** The library sends the values that the program gives it, as they are, and no others. */
  readonly sendsAsGiven?: true;
  /**
   * What a chain would send on this way through the program. Out: null for what is no statement of its own: a builder
   * in the making, a subquery, a schema change, a call that sends nothing. A table, condition or clause that is not
   * known is a hole in the text (`writer.unknown`), never left out.
   */
  read(chain: Chain, call: BuilderCall, writer: Writer, names: SchemaNames): Written | null;
}
