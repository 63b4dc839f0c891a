import { baseOf } from "./order.ts";

/** What a new migration is to be called, beside those there are. */
export interface NewName {
  /** Without what it ends in: `20240131120000_index_books`. */
  readonly stem: string;
  /** What is left of the stem before and behind the number, for names of classes. */
  readonly number: string;
  /** Its files, relative to the root: one, or one that does and one that undoes. */
  readonly up: string;
  readonly down: string | null;
}

/**
 * The name of the next migration, made as the last one's was: its number counted on, or the time at which it is written, in the same form. In:
 * the migrations' paths, relative to the root and in order; what it does, in words. Null where the last one's name has no number.
 */
export function nextName(paths: readonly string[], words: string, now: Date): NewName | null {
  const last = paths.at(-1);
  if (last === undefined) return null;
  const isFolder = /(?:^|\/)(?:migration|up)\.sql$/.test(last);
  const parts = last.split("/");
  const own = (isFolder ? parts.at(-2) : baseOf(last)) ?? "";
  const folder = parts
    .slice(0, isFolder ? -2 : -1)
    .map((part) => `${part}/`)
    .join("");
  const [, letter = "", number = "", separator = "", rest = ""] =
    /^([A-Za-z]?|Migration)(\d{8}T\d{6,9}Z?|\d{8}-\d+(?=-)|\d+(?:[._]\d+)*)(__|[-_]|\.(?!(?:up\.|down\.)?\w+$)|)(.*)$/.exec(
      own,
    ) ?? [];
  if (number === "") return null;
  const ending = isFolder ? "" : (/(?:\.(?:up|down))?\.\w+$|[-.]up\.sql$/.exec(rest)?.[0] ?? "");
  const next = nextNumber(number, now);
  const described = describedLike(rest.slice(0, rest.length - ending.length), separator, words);
  const stem = `${letter}${next}${separator || "_"}${described}`;
  const isPair = /[-.]up\.sql$/.test(ending);
  return {
    stem,
    number: next,
    up: `${folder}${stem}${isFolder ? `/${parts.at(-1)}` : ending}`,
    down: isPair
      ? `${folder}${stem}${ending.replace("up", "down")}`
      : isFolder && baseOf(last) === "up.sql"
        ? `${folder}${stem}/down.sql`
        : null,
  };
}

/** The number or time behind another, in the same form. */
function nextNumber(number: string, now: Date): string {
  const [date, time, fraction] = [
    now.toISOString().slice(0, 10).replaceAll("-", ""),
    now.toISOString().slice(11, 19).replaceAll(":", ""),
    now.toISOString().slice(20, 23),
  ];
  const later = (written: string): string => (written > number ? written : counted(number));
  if (/^\d{8}T/.test(number))
    return later(`${date}T${time}${number.length > 16 ? fraction : ""}${number.endsWith("Z") ? "Z" : ""}`);
  const [, day, count] = /^(\d{8})-(\d+)$/.exec(number) ?? [];
  if (day !== undefined && count !== undefined)
    return day >= date ? `${day}-${counted(count)}` : `${date}-${"1".padStart(count.length, "0")}`;
  if (/^(?:19|20)\d{12}$/.test(number)) return later(date + time);
  if (/^(?:19|20)\d{10}$/.test(number)) return later(date + time.slice(0, 4));
  if (/^1\d{12}$/.test(number)) return later(String(now.getTime()));
  if (/^1\d{9}$/.test(number)) return later(String(Math.floor(now.getTime() / 1000)));
  return counted(number);
}

/** One more, as wide as it was: `009` is followed by `010`, `1_9` by `1_10`. */
function counted(number: string): string {
  return number.replace(/\d+(?=\D*$)/, (digits) => String(BigInt(digits) + 1n).padStart(digits.length, "0"));
}

/** Words as another description has them: `AddBooks`, `add-books`, `add_books`. */
function describedLike(other: string, separator: string, words: string): string {
  const plain = words.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  if (/^[A-Z][a-z]/.test(other)) return plain.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  // One of a single word goes on as it began.
  const joints = /[-_]/.exec(other)?.[0] ?? separator;
  return plain.join(joints === "-" ? "-" : "_");
}
