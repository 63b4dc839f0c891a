import type { Built, BuiltConstant, Place, Value } from "./built.ts";
import { choicesOf, mapped } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";
import { sum } from "./operators.ts";
import { isTextual, ofPieces } from "./text.ts";

type Given = readonly (Place | Built)[];
type Constant = BuiltConstant["value"];

/** Methods that only tidy a text: its pieces stay where they are. */
const tidying: ReadonlySet<string> = new Set([
  "trim",
  "trimStart",
  "trimEnd",
  "trimLeft",
  "trimRight",
  "toString",
  "valueOf",
  "normalize",
]);

/** What calling a method of a string gives; null for those whose result is not known. */
export function stringMethod(
  evaluator: Evaluator,
  text: { readonly value: Value; readonly place: Place },
  name: string,
  given: Given,
  place: Place,
): Value | null {
  const { value } = text;
  if (!isTextual(value)) return null;
  const whole = (made: Value): Value => ofPieces(made, [{ value, place: text.place }]);
  if (tidying.has(name)) return whole(computed(value, name, [], place) ?? { kind: "input", place });
  if (name === "concat") {
    return given.reduce<Value>(
      (whole, one) =>
        sum(
          { value: whole, place: text.place },
          { value: evaluator.evaluate(one), place: "kind" in one ? one.place : one },
          place,
        ),
      value,
    );
  }
  const values = given.map((one) => argumentOf(evaluator, one));
  if ((name === "replace" || name === "replaceAll") && isTidying(values[0], values[1]))
    return whole(computed(value, name, values, place) ?? { kind: "input", place });
  return values.some((one) => one === unknown) ? null : computed(value, name, values, place);
}

/** A member of a string that is no method. */
export function stringMember(text: string, name: string, place: Place): Value | null {
  if (name === "length") return { kind: "constant", value: text.length, place };
  return /^\d+$/.test(name) ? { kind: "constant", value: text[Number(name)], place } : null;
}

const unknown = Symbol("an argument that is not known");
type Argument = Constant | RegExp | typeof unknown;

function argumentOf(evaluator: Evaluator, given: Place | Built): Argument {
  const { node } = "kind" in given ? given.place : given;
  if (node.type === "Literal" && "regex" in node) return patternOf(node.regex);
  const value = evaluator.value(given);
  return value.kind === "constant" ? value.value : unknown;
}

/** A pattern that takes no longer than the text is long: no group is repeated. */
function patternOf({ pattern, flags }: { readonly pattern: string; readonly flags: string }): Argument {
  if (pattern.length > 200 || /\)[*+{]/.test(pattern)) return unknown;
  try {
    return new RegExp(pattern, flags);
  } catch {
    return unknown;
  }
}

/** White space is replaced by white space. */
function isTidying(pattern: Argument, replacement: Argument): boolean {
  if (typeof replacement !== "string" || !/^\s*$/.test(replacement)) return false;
  if (pattern instanceof RegExp)
    return /^\^?(\\[snrt]|\[[\\snrt ]+\]| |\\r\?\\n|\(\?:\\s\)|[+*]|\{\d*,?\d*\})+\$?$/.test(pattern.source);
  return typeof pattern === "string" && /^\s+$/.test(pattern);
}

type Make = (text: string, given: readonly Argument[]) => Constant | readonly string[] | null;

/** What a method makes of a string that is known. */
function computed(value: Value, name: string, given: readonly Argument[], place: Place): Value | null {
  const make = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (!make || choicesOf(value).some((one) => one.kind !== "constant" || typeof one.value !== "string")) return null;
  return mapped(value, (one) => {
    const made = one.kind === "constant" && typeof one.value === "string" ? make(one.value, given) : null;
    if (made === null) return { kind: "input", place };
    if (typeof made !== "object") return { kind: "constant", value: made, place };
    const items = made.map((item): Built => ({ kind: "constant", value: item, place }));
    return { kind: "list", items, open: false, each: null, place };
  });
}

const longest = 100_000;
const text = (one: Argument | undefined): string => String(one);
const number = (one: Argument | undefined): number => Number(one);
const optional = (one: Argument | undefined): number | undefined => (one === undefined ? undefined : Number(one));
const textOrPattern = (one: Argument | undefined): string | RegExp => (one instanceof RegExp ? one : text(one));

const methods: Readonly<Record<string, Make>> = {
  trim: (of) => of.trim(),
  trimStart: (of) => of.trimStart(),
  trimLeft: (of) => of.trimStart(),
  trimEnd: (of) => of.trimEnd(),
  trimRight: (of) => of.trimEnd(),
  toString: (of: string) => of,
  valueOf: (of: string) => of,
  normalize: (of) => of.normalize(),
  toLowerCase: (of) => of.toLowerCase(),
  toUpperCase: (of) => of.toUpperCase(),
  toLocaleLowerCase: (of) => of.toLowerCase(),
  toLocaleUpperCase: (of) => of.toUpperCase(),
  slice: (of, [from, to]) => of.slice(optional(from), optional(to)),
  substring: (of, [from, to]) => of.substring(number(from ?? 0), optional(to)),
  substr: (of, [from, length]) => {
    const start = number(from ?? 0);
    const begin = start < 0 ? Math.max(of.length + start, 0) : start;
    return of.slice(begin, length === undefined ? undefined : begin + number(length));
  },
  padStart: (of, [to, by]) =>
    number(to) < longest ? of.padStart(number(to), by === undefined ? " " : text(by)) : null,
  padEnd: (of, [to, by]) => (number(to) < longest ? of.padEnd(number(to), by === undefined ? " " : text(by)) : null),
  startsWith: (of, [start]) => of.startsWith(text(start)),
  endsWith: (of, [end]) => of.endsWith(text(end)),
  includes: (of, [part]) => of.includes(text(part)),
  indexOf: (of, [part]) => of.indexOf(text(part)),
  lastIndexOf: (of, [part]) => of.lastIndexOf(text(part)),
  charAt: (of, [index]) => of.charAt(number(index ?? 0)),
  at: (of, [index]) => of.at(number(index ?? 0)),
  repeat: (of, [times]) =>
    number(times) >= 0 && of.length * number(times) < longest ? of.repeat(number(times)) : null,
  split: (of, [by]) => (by === undefined ? [of] : of.split(textOrPattern(by))),
  replace: (of, [part, by]) => (typeof by === "string" ? of.replace(textOrPattern(part), by) : null),
  replaceAll: (of, [part, by]) =>
    typeof by !== "string" || (part instanceof RegExp && !part.global) ? null : of.replaceAll(textOrPattern(part), by),
};
