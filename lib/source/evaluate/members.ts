import {
  constant,
  elementsOf,
  list,
  native,
  nothing,
  plainOf,
  stringOf,
  struct,
  concatenation,
  textParts,
  truth,
  unknown,
  type Class,
  type Constant,
  type List,
  type ProgramPoint,
  type ProgramValue,
  type Unknown,
} from "./program-value.ts";
import { workingFolder } from "./working-folder.ts";

/** What members ask of the program they are part of: to be gone on with. */
interface Evaluation {
  call(fn: ProgramValue, values: readonly ProgramValue[], at: ProgramPoint, self?: ProgramValue | null): ProgramValue;
  /** What awaiting a value gives. */
  settle(value: ProgramValue, at: ProgramPoint): ProgramValue;
  /** Calls a function with each element of a list; null where the list is not known. */
  forEach(over: ProgramValue, fn: ProgramValue, at: ProgramPoint): readonly ProgramValue[] | null;
  classMember(
    made: Class,
    key: string,
    isStatic: boolean,
    self: ProgramValue,
    at: ProgramPoint,
  ): ProgramValue | undefined;
  /** How many conditions that cannot be told it is under. */
  readonly doubts: number;
}

/** A property of a value. */
export function memberOf(object: ProgramValue, key: string, at: ProgramPoint, program: Evaluation): ProgramValue {
  switch (object.kind) {
    case "struct": {
      const own = object.properties.get(key);
      if (own) return own;
      const inherited = object.class && program.classMember(object.class, key, false, object, at);
      if (inherited) return inherited;
      const base = object.properties.get("#base");
      if (base) return memberOf(base, key, at, program);
      if (object.open) return unknown(`"${key}" of an object that is not known as a whole`);
      if (key === "hasOwnProperty")
        return native(key, ([name]) => constant(object.properties.has(stringOf(name) ?? "")));
      return nothing;
    }
    case "list":
      return listMember(object, key, program);
    case "constant":
      return typeof object.value === "string"
        ? stringMember(object.value, key, program)
        : object.value === undefined || object.value === null
          ? unknown(`"${key}" of nothing`)
          : otherConstantMember(object, key);
    case "text":
      return textMember(object, key);
    case "class":
      return program.classMember(object, key, true, object, at) ?? nothing;
    case "closure":
      if (key === "bind")
        return native(key, ([self, ...first]) =>
          native("bound", (values, place) => program.call(object, [...first, ...values], place, self ?? null)),
        );
      if (key === "call")
        return native(key, ([self, ...values], place) => program.call(object, values, place, self ?? null));
      if (key === "apply")
        return native(key, ([self, values], place) =>
          program.call(object, (values && elementsOf(values)) ?? [], place, self ?? null),
        );
      if (key === "name") return constant(object.node.id?.name ?? "");
      return nothing;
    case "host": {
      const found = object.get?.(key, at);
      if (found) return found;
      if (object.call && key === "bind")
        return native(key, ([, ...first]) =>
          native(object.name, (values, place) => program.call(object, [...first, ...values], place)),
        );
      return unknown(`"${key}" of ${object.name}`);
    }
    case "unknown":
      return object;
  }
}

/** What calling a method of a value gives. `then` and its like are known of everything that can be awaited. */
export function calledMember(
  object: ProgramValue,
  key: string,
  values: readonly ProgramValue[],
  at: ProgramPoint,
  program: Evaluation,
): ProgramValue {
  if (
    (key === "then" || key === "catch" || key === "finally") &&
    (object.kind !== "struct" || !object.properties.has(key))
  ) {
    const settled = program.settle(object, at);
    const [callback] = values;
    if (key === "catch" || callback === undefined) return settled;
    const result = program.settle(program.call(callback, key === "then" ? [settled] : [], at), at);
    return key === "then" ? result : settled;
  }
  const method = memberOf(object, key, at, program);
  return program.call(
    method,
    values,
    at,
    object.kind === "class" ? object : method.kind === "closure" && method.self ? method.self : object,
  );
}

function listMember(object: List, key: string, program: Evaluation): ProgramValue {
  if (key === "length")
    return object.open ? unknown("the length of a list that is not known") : constant(object.items.length);
  if (/^\d+$/.test(key))
    return object.open ? unknown("an element of a list that is not known") : (object.items[Number(key)] ?? nothing);
  const items = elementsOf(object);
  const each = (make: (items: readonly ProgramValue[], results: readonly ProgramValue[]) => ProgramValue) =>
    native(key, ([fn], at) => {
      if (!fn) return nothing;
      const results = program.forEach(object, fn, at);
      return items && results ? make(items, results) : unknown("what comes of a list that is not known");
    });
  switch (key) {
    case "forEach":
      return each(() => nothing);
    case "map":
      return each((_, results) => list(results));
    case "flatMap":
      return each((_, results) => list(results.flatMap((result) => elementsOf(result) ?? [result])));
    case "filter":
      return each((all, results) => {
        const truths = results.map(truth);
        return truths.includes(null) ? list([], true) : list(all.filter((_, index) => truths[index]));
      });
    case "find":
      return each((all, results) => {
        const truths = results.map(truth);
        return truths.includes(null)
          ? unknown("an element that is looked for")
          : (all.find((_, index) => truths[index]) ?? nothing);
      });
    case "some":
    case "every":
      return each((_, results) =>
        results.every((result) => truth(result) !== null)
          ? constant(
              key === "some" ? results.some((result) => truth(result)) : results.every((result) => truth(result)),
            )
          : (results.find(({ kind }) => kind === "unknown") ?? unknown("whether a list holds")),
      );
    case "reduce":
      return native(key, ([fn, first], at) => {
        if (!items || !fn) return unknown("what a list that is not known is reduced to");
        const rest = [...items];
        let result = first ?? rest.shift() ?? nothing;
        rest.forEach((item, index) => (result = program.call(fn, [result, item, constant(index), object], at)));
        return result;
      });
    case "push":
    case "unshift":
      return native(key, (values) => {
        if (program.doubts > 0) object.open = true;
        object.items[key](...values);
        return constant(object.items.length);
      });
    case "pop":
    case "shift":
      return native(key, () => object.items[key]() ?? nothing);
    case "concat":
      return native(key, (values) =>
        list(
          [
            ...object.items,
            ...values.flatMap((value) => (value.kind === "constant" ? [value] : (elementsOf(value) ?? [value]))),
          ],
          object.open || values.some(({ kind }) => kind === "unknown"),
        ),
      );
    case "join":
      return native(key, ([separator]) =>
        items
          ? concatenation(
              items.flatMap((item, index) => [
                ...(index > 0 ? textParts(separator ?? constant(",")) : []),
                ...textParts(item),
              ]),
            )
          : unknown("a list that is not known, as text"),
      );
    case "slice":
      return native(key, (values) => list(object.items.slice(...values.map(numberOf)), object.open));
    case "reverse":
      return native(key, () => list([...object.items].reverse(), object.open));
    case "sort":
      return native(key, ([fn]) => {
        const texts = object.items.map((item) => (item.kind === "constant" ? String(item.value) : null));
        if (fn || texts.some((text) => text === null)) return list(object.items, true);
        return list(
          [...object.items].sort((a, b) => (String((a as Constant).value) < String((b as Constant).value) ? -1 : 1)),
          object.open,
        );
      });
    case "includes":
    case "indexOf":
      return native(key, ([sought]) => {
        if (!items || sought?.kind !== "constant" || items.some(({ kind }) => kind !== "constant"))
          return unknown("whether a list has an element");
        const at = items.findIndex((item) => item.kind === "constant" && item.value === sought.value);
        return constant(key === "includes" ? at >= 0 : at);
      });
    case "flat":
      return native(key, () =>
        list(
          object.items.flatMap((item) => elementsOf(item) ?? [item]),
          object.open,
        ),
      );
    case "entries":
      return native(key, () =>
        list(
          object.items.map((item, index) => list([constant(index), item])),
          object.open,
        ),
      );
    case "values":
      return native(key, () => object);
    case "keys":
      return native(key, () =>
        list(
          object.items.map((_, index) => constant(index)),
          object.open,
        ),
      );
    case "at":
      return native(key, ([index]) =>
        items && index ? (items.at(numberOf(index) ?? 0) ?? nothing) : unknown("an element of a list"),
      );
    default:
      return unknown(`"${key}" of a list`);
  }
}

const numberOf = (value: ProgramValue): number | undefined =>
  value.kind === "constant" && typeof value.value === "number" ? value.value : undefined;

/** Methods of strings that are the same for us and give what they give there. */
const plainMethods = new Set([
  "toLowerCase",
  "toUpperCase",
  "trim",
  "trimStart",
  "trimEnd",
  "slice",
  "substring",
  "substr",
  "padStart",
  "padEnd",
  "startsWith",
  "endsWith",
  "includes",
  "indexOf",
  "lastIndexOf",
  "charAt",
  "at",
  "concat",
  "toString",
  "localeCompare",
]);
const longestText = 20_000_000;

function stringMember(text: string, key: string, program: Evaluation): ProgramValue {
  if (key === "length") return constant(text.length);
  if (/^\d+$/.test(key)) return constant(text[Number(key)]);
  const values = (given: readonly ProgramValue[]): unknown[] | null =>
    given.every((value) => value.kind === "constant") ? given.map((value) => value.value) : null;
  if (plainMethods.has(key)) {
    return native(key, (given) => {
      const plain = values(given);
      if (!plain)
        return key === "concat" ? concatenation([text, ...given.flatMap(textParts)]) : unknown("a part of a text");
      const result: unknown = (text[key as "slice"] as (...all: unknown[]) => unknown).apply(text, plain);
      return constant(result as string);
    });
  }
  if (key === "repeat")
    return native(key, ([count]) => {
      const times = (count && numberOf(count)) ?? -1;
      return times >= 0 && text.length * times < longestText
        ? constant(text.repeat(times))
        : unknown("a repeated text");
    });
  if (key === "split") {
    return native(key, ([by]) => {
      if (by?.kind !== "constant") return by ? list([], true) : list([constant(text)]);
      return isSafePattern(by.value) ? list(text.split(by.value as string).map(constant)) : list([], true);
    });
  }
  if (key === "replace" || key === "replaceAll") {
    return native(key, ([pattern, by], at) => {
      if (pattern?.kind !== "constant" || !isSafePattern(pattern.value) || !by)
        return unknown("a text in which something is replaced");
      const replacement =
        by.kind === "closure"
          ? (match: string) => stringOf(program.call(by, [constant(match)], at)) ?? "\0"
          : stringOf(by);
      const search = pattern.value as string;
      if (replacement === null) return withGaps(text, search, key === "replaceAll");
      const result = typeof replacement === "string" ? text[key](search, replacement) : text[key](search, replacement);
      return result.includes("\0") ? withGaps(text, search, key === "replaceAll") : constant(result);
    });
  }
  if (key === "match" || key === "test") return native(key, () => unknown("whether a text matches"));
  return unknown(`"${key}" of a text`);
}

/** A text in which something is put that is not known: the rest of it is. */
function withGaps(text: string, search: string | RegExp, all: boolean): ProgramValue {
  const every = all || (typeof search !== "string" && search.global);
  const gap = unknown("a text in which something is replaced");
  const kept: (string | Unknown)[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(globally(search))) {
    if (kept.length > 0 && !every) break;
    kept.push(text.slice(from, index), gap);
    from = index + found.length;
  }
  return concatenation([...kept, text.slice(from)]);
}

const globally = (search: string | RegExp): RegExp =>
  typeof search === "string"
    ? new RegExp(search.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "g")
    : new RegExp(search.source, [...new Set([...search.flags, "g"])].join(""));

/** A pattern that takes no longer than the text is long: no group is repeated. */
function isSafePattern(pattern: unknown): boolean {
  return (
    typeof pattern === "string" ||
    (pattern instanceof RegExp && pattern.source.length < 200 && !/\)[*+{]/.test(pattern.source))
  );
}

function otherConstantMember({ value }: Constant, key: string): ProgramValue {
  if (key === "toString") return native(key, () => constant(String(value)));
  if (key === "test" && value instanceof RegExp)
    return native(key, ([given]) => {
      const text = stringOf(given);
      return text !== null && isSafePattern(value)
        ? constant(new RegExp(value.source, value.flags.replace(/[gy]/g, "")).test(text))
        : unknown("whether a text matches");
    });
  return unknown(`"${key}" of a constant`);
}

function textMember(object: ProgramValue, key: string): ProgramValue {
  if (/^(?:trim|trimStart|trimEnd|toString|normalize)$/.test(key)) return native(key, () => object);
  if (key === "concat")
    return native(key, (values) => concatenation([...textParts(object), ...values.flatMap(textParts)]));
  if (key === "replace" || key === "replaceAll") {
    return native(key, ([pattern, by]) => {
      const replacement = stringOf(by);
      if (pattern?.kind !== "constant" || !isSafePattern(pattern.value) || replacement === null)
        return unknown("a text in which something is replaced");
      return concatenation(
        textParts(object).map((part) =>
          typeof part === "string" ? part.replace(pattern.value as string, replacement) : part,
        ),
      );
    });
  }
  return unknown(`"${key}" of a text that is not known as a whole`);
}

/** Names of the language that programs use to put values together. */
export function languageGlobal(name: string, program: Evaluation): ProgramValue | undefined {
  switch (name) {
    case "Promise":
      return {
        kind: "host",
        name,
        get: (key) => promiseMember(key, program),
        construct: ([executor], at) => {
          let result: ProgramValue = unknown("what a promise gives");
          const resolve = native("resolve", ([value]) => (result = value ? program.settle(value, at) : nothing));
          if (executor) program.call(executor, [resolve, native("reject", () => nothing)], at);
          return result;
        },
      };
    case "Object":
      return { kind: "host", name, get: (key) => objectMember(key) };
    case "Array":
      return {
        kind: "host",
        name,
        get: (key) => {
          if (key === "isArray")
            return native(key, ([value]) => (value?.kind === "unknown" ? value : constant(value?.kind === "list")));
          if (key === "from")
            return native(key, ([value, fn], at) => {
              const made = list((value && elementsOf(value)) ?? [], !value || elementsOf(value) === null);
              return fn ? list(program.forEach(made, fn, at) ?? [], made.open) : made;
            });
          return key === "of" ? native(key, (values) => list(values)) : null;
        },
      };
    case "String":
      return {
        kind: "host",
        name,
        call: ([value]) => (value ? concatenation(textParts(value)) : constant("")),
        get: (key) =>
          key === "raw"
            ? {
                kind: "host",
                name: "String.raw",
                tag: (texts, values) =>
                  concatenation(
                    texts.flatMap((text, index) => [text, ...(values[index] ? textParts(values[index]) : [])]),
                  ),
              }
            : null,
      };
    case "Number":
    case "parseInt":
      return {
        kind: "host",
        name,
        call: ([value]) =>
          value?.kind === "constant"
            ? constant(Number(value.value))
            : value?.kind === "unknown"
              ? value
              : unknown("a number"),
      };
    case "Boolean":
      return {
        kind: "host",
        name,
        call: ([value]) => {
          const sure = value ? truth(value) : false;
          return sure === null ? (value?.kind === "unknown" ? value : unknown("a condition")) : constant(sure);
        },
      };
    case "JSON":
      return {
        kind: "host",
        name,
        get: (key) =>
          key === "stringify"
            ? native(key, ([value]) => {
                const json = value && plainOf(value);
                return json === undefined ? unknown("an object as JSON") : constant(JSON.stringify(json.value));
              })
            : native(key, () => unknown("what is read of JSON")),
      };
    case "Set":
    case "Map":
      return { kind: "host", name, construct: ([value]) => (name === "Set" && value ? value : unknown("a Map")) };
    case "Error":
    case "TypeError":
      return { kind: "host", name, call: () => struct({}, true), construct: () => struct({}, true) };
    case "console":
      return { kind: "host", name, get: (key) => native(key, () => nothing) };
    case "process":
      return struct(
        {
          env: {
            kind: "host",
            name: "the environment",
            get: (key) => ({ ...unknown(`the environment's ${key}`), configured: true }),
          },
          argv: list([], true),
          cwd: native("cwd", () => constant(workingFolder)),
        },
        true,
      );
    case "Symbol":
      return { kind: "host", name, call: () => unknown("a symbol") };
    default:
      return undefined;
  }
}

function promiseMember(key: string, program: Evaluation): ProgramValue | null {
  switch (key) {
    case "all":
    case "allSettled":
      return native(key, ([value], at) => {
        const items = value && elementsOf(value);
        return items
          ? list(items.map((item) => program.settle(item, at)))
          : unknown("what promises give", value?.kind === "unknown" && value.answered);
      });
    case "resolve":
      return native(key, ([value], at) => (value ? program.settle(value, at) : nothing));
    // Bluebird's, which knex once handed to migrations.
    case "mapSeries":
    case "map":
    case "each":
      return native(key, ([value, fn], at) => {
        if (!value || !fn) return nothing;
        const results = program.forEach(
          value,
          { kind: "host", name: key, call: (values, place) => program.settle(program.call(fn, values, place), place) },
          at,
        );
        return results ? list(results) : unknown("what promises give");
      });
    default:
      return null;
  }
}

function objectMember(key: string): ProgramValue | null {
  const of = (make: (properties: ReadonlyMap<string, ProgramValue>) => ProgramValue[]) =>
    native(key, ([value]) =>
      value?.kind === "struct"
        ? list(make(value.properties), value.open)
        : value?.kind === "list"
          ? list(make(new Map(value.items.map((item, index) => [String(index), item]))), value.open)
          : unknown("what an object holds", value?.kind === "unknown" && value.answered),
    );
  switch (key) {
    case "keys":
      return of((properties) => [...properties.keys()].map(constant));
    case "values":
      return of((properties) => [...properties.values()]);
    case "entries":
      return of((properties) => [...properties].map(([name, value]) => list([constant(name), value])));
    case "assign":
      return native(key, ([target, ...sources]) => {
        if (target?.kind !== "struct") return target ?? nothing;
        for (const source of sources) {
          if (source.kind === "struct")
            for (const [name, value] of source.properties) target.properties.set(name, value);
          else target.open = true;
        }
        return target;
      });
    case "freeze":
    case "seal":
      return native(key, ([value]) => value ?? nothing);
    case "fromEntries":
      return native(key, ([value]) => {
        const made = struct({}, !value || elementsOf(value) === null);
        for (const entry of (value && elementsOf(value)) ?? []) {
          const [key, item] = elementsOf(entry) ?? [];
          const name = stringOf(key);
          if (name !== null && item) made.properties.set(name, item);
          else made.open = true;
        }
        return made;
      });
    case "defineProperty":
      return native(key, ([value]) => value ?? nothing);
    default:
      return null;
  }
}
