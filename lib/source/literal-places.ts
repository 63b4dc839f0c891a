import type { Quoting } from "../model/sql-text.ts";

/** What a literal says, and where each of its characters is typed. */
export interface LiteralPlaces {
  /** Cooked: the value that JavaScript gives the literal. */
  readonly text: string;
  /**
   * One offset for each UTF-16 unit of `text` and one for its end; null where `text` is typed as it is, from the start
   * on.
   */
  readonly offsets: readonly number[] | null;
}

const simpleEscapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", b: "\b", v: "\v", f: "\f", r: "\r" };

/**
 * Maps a literal's value to its characters in the file (ECMAScript, "Static Semantics: SV" and "TV"). In: what stands
 * between the delimiters, the offset of its first character, and the kind of literal. Out: value and offsets; never
 * throws, an escape that JavaScript would reject stands for itself.
 */
export function literalPlaces(raw: string, start: number, quoting: Quoting): LiteralPlaces {
  const cooks = quoting === "single" || quoting === "double" || quoting === "template";
  const normalizes = quoting === "template" || quoting === "raw";
  if (!(cooks && raw.includes("\\")) && !(normalizes && raw.includes("\r"))) return { text: raw, offsets: null };

  let text = "";
  const offsets: number[] = [];
  const put = (value: string, at: number): void => {
    for (let unit = 0; unit < value.length; unit++) offsets.push(start + at);
    text += value;
  };
  for (let at = 0; at < raw.length;) {
    const unit = raw[at] ?? "";
    if (unit === "\r" && normalizes) {
      put("\n", at);
      at += raw[at + 1] === "\n" ? 2 : 1;
    } else if (unit === "\\" && cooks) {
      const { value, length } = escapeAt(raw, at);
      put(value, at);
      at += length;
    } else {
      put(unit, at);
      at += 1;
    }
  }
  offsets.push(start + raw.length);
  return { text, offsets };
}

function escapeAt(raw: string, at: number): { value: string; length: number } {
  const next = raw[at + 1];
  if (next === undefined) return { value: "\\", length: 1 };
  if (next === "\r") return { value: "", length: raw[at + 2] === "\n" ? 3 : 2 };
  if (next === "\n" || next === "\u2028" || next === "\u2029") return { value: "", length: 2 };
  const simple = Object.hasOwn(simpleEscapes, next) ? simpleEscapes[next] : undefined;
  if (simple !== undefined) return { value: simple, length: 2 };
  const rest = raw.slice(at + 1, at + 16);
  const hex = /^x([0-9a-f]{2})/i.exec(rest) ?? /^u([0-9a-f]{4})/i.exec(rest);
  if (hex) return { value: String.fromCharCode(parseInt(hex[1] ?? "", 16)), length: 1 + hex[0].length };
  const point = /^u\{([0-9a-f]+)\}/i.exec(raw.slice(at + 1));
  if (point) {
    const code = parseInt(point[1] ?? "", 16);
    if (code <= 0x10ffff) return { value: String.fromCodePoint(code), length: 1 + point[0].length };
  }
  // Sloppy mode's octal escapes; `\0` alone is one of them in effect.
  const octal = /^(?:[0-3][0-7]{0,2}|[4-7][0-7]?)/.exec(rest);
  if (octal) return { value: String.fromCharCode(parseInt(octal[0], 8)), length: 1 + octal[0].length };
  return { value: next, length: 2 };
}
