import type { Catalog } from "../catalog/catalog.ts";
import type { Edit } from "../model/span.ts";
import type { HandedIn, Hole } from "../model/sql-text.ts";
import { isInJsonPath } from "./jsonpath-holes.ts";
import { splicesOf, type Splice, type SpliceKind } from "./parameterization.ts";
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
  /** ` in 3 places`; empty where there is one. */
  readonly places: string;
  readonly isOfRequest: boolean;
  /** It may be bound without a second thought. */
  readonly isSafelyBound: boolean;
  /** What the edits do, and they themselves; null where none are known. */
  readonly offer: "bind" | "quote" | "unquote";
  readonly edits: readonly Edit[] | null;
}

/** What a hole pastes in, by where it stands and by all who hand it in. What stands several times in one text is told once, where it is first. */
export function pastedInputs(given: ShownHole, around: Around, catalog: Catalog): readonly PastedInput[] {
  return told(given, around).flatMap(({ splice, shown, handed }): PastedInput[] => {
    const { hole, kind, bare } = splice;
    const own = hole === shown.hole ? given.hole : hole;
    const same = own === given.hole ? samePastes(given, kind, around) : [own];
    if (same[0] !== own) return [];
    const isPath = kind === "value" && isInJsonPath(shown, hole.span, catalog);
    const isUnsendable = (kind === "value" || kind === "list") && !isPath && around.pasting.takesOnlyText();
    return [
      {
        hole,
        kind: kinds[isPath ? "path" : isUnsendable ? "unsendable" : kind],
        source: shortened(hole.source),
        from: fromOf(handed, hole),
        places: same.length > 1 ? ` in ${same.length} places` : "",
        isOfRequest: hole.value === "request",
        isSafelyBound: bare,
        offer: kind === "name" ? "quote" : kind === "unused" ? "unquote" : "bind",
        edits:
          isPath || isUnsendable || withoutEdits.has(kind)
            ? null
            : (bind(given.reading, same) ?? bind(given.reading, [own])),
      },
    ];
  });
}

interface Told {
  readonly splice: Splice;
  readonly shown: ShownHole;
  readonly handed: HandedIn | null;
}

interface Judged extends Told {
  /** It is the id of whoever is logged in. */
  readonly isAccount: boolean;
}

/** What is worth telling of a hole. */
function told(given: ShownHole, around: Around): readonly Told[] {
  const found = judged(given, around);
  if (!found.some(({ isAccount }) => isAccount)) return found;
  return found.filter(({ isAccount, splice }) => !isAccount || isChangedAnyway(given, splice.hole, around));
}

/** What may be told of a hole; of the id of whoever is logged in, that it is one. */
function judged(given: ShownHole, around: Around): readonly Judged[] {
  const { pasting } = around;
  const shown = withCallers(given, around);
  return splicesOf(shown).flatMap((splice): readonly Judged[] => {
    const { hole, kind } = splice;
    if (hole.treatment !== "spliced") return [{ splice, shown, handed: null, isAccount: false }];
    if (hole.elsewhere && pasting.isJudgedElsewhere(hole)) return [];
    const isSure = hole.value === "request" || hole.value === "keys";
    const handed = pasting.handedIn(hole, isSure ? undefined : "at rows, too");
    if (isSure) return [{ splice, shown, handed, isAccount: false }];
    if (handed?.kind === "constants" || (handed === null && isOwn(shown, kind, around))) return [];
    return [{ splice, shown, handed, isAccount: handed?.kind === "account" }];
  });
}

/** What nobody outside is seen to choose is left alone in what is run by hand, and where the text goes to something out of sight that takes nothing but texts. */
function isOwn({ reading }: ShownHole, kind: SpliceKind, { pasting }: Around): boolean {
  if (pasting.isScript()) return true;
  return (kind === "value" || kind === "list") && reading.site.how === "evidence" && pasting.takesOnlyText();
}

/** Whether the author has a reason to change the text as it is: another value in it is told, or this one is handed over beside it already. */
function isChangedAnyway(given: ShownHole, hole: Hole, around: Around): boolean {
  if (around.pasting.isHandedBeside(hole)) return true;
  return given.reading.holes.some(
    (other) =>
      other.hole !== given.hole &&
      judged({ ...other, reading: given.reading }, around).some(({ isAccount }) => !isAccount),
  );
}

/** The holes of a text that paste the same value in the same way, in order. */
function samePastes(given: ShownHole, kind: SpliceKind, around: Around): readonly Hole[] {
  const { hole, reading } = given;
  const isSame = (other: Hole): boolean =>
    other.source === hole.source && !other.elsewhere && other.span.start !== hole.span.start;
  const others = hole.elsewhere ? [] : reading.holes.filter((other) => isSame(other.hole));
  if (others.length === 0) return [hole];
  const same = others
    .filter((other) => told({ ...other, reading }, around).some(({ splice }) => splice.kind === kind))
    .map((other) => [other.hole.span.start, other.hole] as const);
  const all = new Map([[hole.span.start, hole] as const, ...same]);
  return [...all.values()].toSorted((one, other) => one.span.start - other.span.start);
}

/** A hole whose value some caller of the function around it takes out of a request is a part of that request. */
function withCallers(shown: ShownHole, { pasting }: Around): ShownHole {
  const { hole } = shown;
  if (hole.treatment !== "spliced" || !hangsOnCallers.has(hole.value)) return shown;
  return pasting.handedIn(hole)?.kind === "request" ? { ...shown, hole: { ...hole, value: "request" } } : shown;
}

const hangsOnCallers: ReadonlySet<Hole["value"]> = new Set(["input", "unknown", "claimed"]);

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
  unsendable: "splicedUnsendable",
  unused: "quotedHole",
  setting: "splicedSetting",
  notification: "splicedNotification",
  constant: "splicedConstant",
} as const;

const shortened = (source: string): string =>
  (source.length > 40 ? `${source.slice(0, 39)}…` : source).replace(/\s+/g, " ");
