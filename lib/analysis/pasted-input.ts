import type { Catalog } from "../catalog/catalog.ts";
import type { Edit } from "../model/span.ts";
import type { HandedIn, Hole } from "../model/sql-text.ts";
import { isInJsonPath } from "./jsonpath-holes.ts";
import { splicesOf, type SpliceKind } from "./parameterization.ts";
import { bind, type Around, type ShownHole } from "./shown.ts";

/** A value that is pasted into a text although it is no part of the program, and what can be done about it. */
export interface PastedInput {
  readonly hole: Hole;
  /** What it does there. */
  readonly kind: (typeof kinds)[keyof typeof kinds];
  /** The expression, short enough to be read in a sentence. */
  readonly source: string;
  /** ` (from req.query, routes.ts:12)`; empty where that is not seen, or says nothing new. */
  readonly from: string;
  readonly isOfRequest: boolean;
  /** It may be bound without a second thought. */
  readonly isSafelyBound: boolean;
  /** What the edits do, and they themselves; null where none are known. */
  readonly offer: "bind" | "quote" | "unquote";
  readonly edits: readonly Edit[] | null;
}

/** What a hole pastes in, by where it stands and by all who hand it in. */
export function pastedInputs(given: ShownHole, around: Around, catalog: Catalog): readonly PastedInput[] {
  const shown = withCallers(given, around);
  return splicesOf(shown).flatMap(({ hole, kind, bare }): PastedInput[] => {
    const handed = hole.treatment === "spliced" ? around.handedIn(hole) : null;
    if (handed?.kind === "constants" && !sure.has(hole.value)) return [];
    const isPath = kind === "value" && isInJsonPath(shown, hole.span, catalog);
    const own = hole === shown.hole ? given.hole : hole;
    return [
      {
        hole,
        kind: kinds[isPath ? "path" : kind],
        source: shortened(hole.source),
        from: fromOf(handed, hole),
        isOfRequest: hole.value === "request",
        isSafelyBound: bare,
        offer: kind === "name" ? "quote" : kind === "unused" ? "unquote" : "bind",
        edits: isPath || withoutEdits.has(kind) ? null : bind({ ...shown, hole: own }),
      },
    ];
  });
}

/** What is known of a value without asking who hands it on. */
const sure: ReadonlySet<Hole["value"]> = new Set(["request", "keys"]);

/** A hole whose value some caller of the function around it takes out of a request is a part of that request. */
function withCallers(shown: ShownHole, around: Around): ShownHole {
  const { hole } = shown;
  if (hole.treatment !== "spliced" || (hole.value !== "input" && hole.value !== "unknown")) return shown;
  return around.handedIn(hole)?.kind === "request" ? { ...shown, hole: { ...hole, value: "request" } } : shown;
}

const fromOf = (handed: HandedIn | null, { source }: Hole): string =>
  handed?.kind === "request" && !source.includes(handed.from) ? ` (from ${handed.from})` : "";

const withoutEdits: ReadonlySet<SpliceKind> = new Set(["text", "keyword", "setting", "notification", "constant"]);

const kinds = {
  value: "splicedValue",
  list: "splicedList",
  name: "splicedName",
  keyword: "splicedKeyword",
  text: "splicedText",
  path: "splicedPath",
  unused: "quotedHole",
  setting: "splicedSetting",
  notification: "splicedNotification",
  constant: "splicedConstant",
} as const;

const shortened = (source: string): string =>
  (source.length > 40 ? `${source.slice(0, 39)}…` : source).replace(/\s+/g, " ");
