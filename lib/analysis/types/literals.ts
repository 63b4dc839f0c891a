import type { PgType } from "./pg-type.ts";
import type { TypeSystem } from "./type-system.ts";

/** What PostgreSQL says of an untyped literal that is to be a value of a type and is none; null where it takes it, or where that is not known. */
export function literalFault(
  value: string,
  type: PgType,
  system: TypeSystem,
): { readonly code: string; readonly message: string } | null {
  const base = system.baseOf(type);
  if (base.labels)
    return base.labels.includes(value) ? null : wrong(`invalid input value for enum ${base.shown}: "${value}"`);
  if (base.kind === "a") return /^\s*(?:\{|\[)/.test(value) ? null : wrong(`malformed array literal: "${value}"`);
  if (base.kind === "r" || base.kind === "m") {
    const shape = base.kind === "r" ? /^\s*(?:empty\s*$|[[(])/i : /^\s*\{/;
    return shape.test(value)
      ? null
      : wrong(`malformed ${base.kind === "r" ? "range" : "multirange"} literal: "${value}"`);
  }
  if (base.kind === "c") return /^\s*\(/.test(value) ? null : wrong(`malformed record literal: "${value}"`);
  const check = Object.hasOwn(checks, base.key) ? checks[base.key] : undefined;
  return check?.(value.trim(), value, base.shown) ?? null;
}

type Check = (
  trimmed: string,
  value: string,
  shown: string,
) => { readonly code: string; readonly message: string } | null;

const wrong = (message: string, code = "22P02") => ({ code, message });
const badSyntax = (value: string, shown: string, code = "22P02") =>
  wrong(`invalid input syntax for type ${shown}: "${value}"`, code);

/** An integer within so many bits. */
const integer =
  (bits: number): Check =>
  (trimmed, value, shown) => {
    if (
      !/^[+-]?(?:\d+(?:_\d+)*|0x_?[\da-f]+(?:_[\da-f]+)*|0o_?[0-7]+(?:_[0-7]+)*|0b_?[01]+(?:_[01]+)*)$/i.test(trimmed)
    )
      return badSyntax(value, shown);
    const digits = trimmed.replaceAll("_", "").replace(/^[+-]/, "");
    const size = BigInt(digits) * (trimmed.startsWith("-") ? -1n : 1n);
    return BigInt.asIntN(bits, size) === size
      ? null
      : wrong(`value "${value}" is out of range for type ${shown}`, "22003");
  };

const number: Check = (trimmed, value, shown) =>
  /^[+-]?(?:(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?|0[xob][\da-f_]+(?:\.[\da-f]*)?(?:p[+-]?\d+)?|nan|inf(?:inity)?)$/i.test(
    trimmed,
  )
    ? null
    : badSyntax(value, shown);

const json: Check = (_, value) => {
  try {
    JSON.parse(value);
    return null;
  } catch {
    return wrong("invalid input syntax for type json");
  }
};

const truths = ["true", "false", "yes", "no"];
const boolean: Check = (trimmed, value, shown) => {
  const word = trimmed.toLowerCase();
  const isTruth = word !== "" && (truths.some((one) => one.startsWith(word)) || /^(?:on|off?|1|0)$/.test(word));
  return isTruth ? null : badSyntax(value, shown);
};

const uuid: Check = (trimmed, value, shown) =>
  /^(?:\{[\da-f]{4}(?:-?[\da-f]{4}){7}\}|[\da-f]{4}(?:-?[\da-f]{4}){7})$/i.test(value) && trimmed === value
    ? null
    : badSyntax(value, shown);

/** Days that a month has at most. */
const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is surely no date: of the many ways of writing one only those of ISO 8601 are judged, and what has no digit at all. */
const date: Check = (trimmed, value, shown) => {
  const iso = /^\d{4}-(\d{2})-(\d{2})(?:$|[T ])/.exec(trimmed);
  if (iso) {
    const [month, day] = [Number(iso[1]), Number(iso[2])];
    const most = days[month - 1];
    return most !== undefined && day >= 1 && day <= most
      ? null
      : wrong(`date/time field value out of range: "${value}"`, "22008");
  }
  // Brackets are passed over, as other signs are: what stands in them is too little for a day.
  if (/^[[({]/.test(trimmed) && (trimmed.match(/\d+/g)?.length ?? 0) < 3)
    return badSyntax(value, shown.replace(" without time zone", ""), "22007");
  const isWord =
    !/\d/.test(trimmed) && !/^(?:now|today|tomorrow|yesterday|epoch|[+-]?infinity|allballs)\b/i.test(trimmed);
  const isSpan = /^\d+ (?:second|minute|hour|day|week|month|year)s?$/i.test(trimmed);
  return isWord || isSpan ? badSyntax(value, shown.replace(" without time zone", ""), "22007") : null;
};

/** A time or a length of time that has no digit is none, but for a few words. */
const wordless =
  (words: RegExp): Check =>
  (trimmed, value, shown) =>
    /\d/.test(trimmed) || words.test(trimmed)
      ? null
      : badSyntax(value, shown.replace(" without time zone", ""), "22007");

const time: Check = (trimmed, value, shown) =>
  /^\d{1,2}$/.test(trimmed) || /^\d{4}-\d{2}-\d{2}$/.test(trimmed) || /^[[({]\d*[\])}]?$/.test(trimmed)
    ? badSyntax(value, shown.replace(" without time zone", ""), "22007")
    : wordless(/^(?:now|allballs)\b/i)(trimmed, value, shown);

const address: Check = (trimmed, value, shown) =>
  !/^0x/i.test(trimmed) && (/[^\da-f.:/]/i.test(trimmed) || !/[\d:]/.test(trimmed)) ? badSyntax(value, shown) : null;

const oid: Check = (trimmed, value, shown) => {
  if (!/\d/.test(trimmed)) return badSyntax(value, shown);
  return /^\d+$/.test(trimmed) && !trimmed.startsWith("0") && BigInt(trimmed) > 0xffffffffn
    ? wrong(`value "${value}" is out of range for type ${shown}`, "22003")
    : null;
};

const point: Check = (trimmed, value, shown) => (/\d.*,.*\d/s.test(trimmed) ? null : badSyntax(value, shown));

/** Digits of base two, save behind `x`. */
const bits: Check = (_, value) => {
  const bad = /^x/i.test(value) ? undefined : /[^01]/.exec(value.replace(/^b/i, ""))?.[0];
  return bad === undefined ? null : wrong(`"${bad}" is not a valid binary digit`);
};

const checks: Readonly<Record<string, Check>> = {
  int2: integer(16),
  int4: integer(32),
  int8: integer(64),
  numeric: number,
  float4: number,
  float8: number,
  bool: boolean,
  uuid,
  json,
  jsonb: json,
  date,
  time,
  inet: address,
  cidr: address,
  oid,
  point,
  bit: bits,
  varbit: bits,
  interval: wordless(/^[+-]?infinity$/i),
  timestamp: date,
  timestamptz: date,
};
