import { knownItems } from "../../model/clause.ts";
import type { Call, Expression } from "../../model/expression.ts";
import { contains, equals } from "../expressions.ts";
import type { Level } from "../level.ts";
import { alwaysValued, neverNullFunctions } from "../never-null.ts";
import { isAggregate, isStrictFunction, routineFacts } from "../routine-facts.ts";
import { valueType } from "../value-types.ts";
import { hasRows, isOfValues, isOrdered, isOwnAggregate, ofValues } from "./aggregates.ts";
import type { Engine } from "./engine.ts";
import { Facts } from "./facts.ts";
import { idOf, inMode, type Frame } from "./frame.ts";
import { hasWitness } from "./group-rows.ts";
import { keyOf, rowsKey } from "./keys.ts";
import {
  anything,
  asValue,
  isFalse,
  isNull,
  isTrue,
  mayBeNull,
  mayBeValue,
  nullBits,
  strict,
  unclear,
  unknowable,
  value,
  type Mask,
} from "./masks.ts";

/** What a function, an aggregate, a window function or a construct like COALESCE may give. */
export function callMask(call: Call, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { name, schema, arguments: given } = call;
  if (schema !== null && schema !== "pg_catalog") return unknowable;
  const of = (part: Expression): Mask => engine.maskOf(part, frame, facts);
  switch (name) {
    case "coalesce":
    case "greatest":
    case "least":
      return firstMask(given, frame, facts, engine);
    case "nullif":
      return nullIfMask(call, frame, facts, engine);
    case "collate":
      return given[0] ? of(given[0]) : unknowable;
    case "[]":
      return subscriptMask(call, frame, facts, engine);
  }
  if (isRedefined(name, engine)) return unknowable;
  if (call.window) return windowMask(call, frame, facts, engine);
  if (isAggregate(name)) return aggregateMask(call, frame, facts, engine);
  if (ranks.has(name)) return value;
  // `json_array` of a query without rows is NULL.
  if (alwaysValued.has(name) && !(name === "json_array" && given.some(({ kind }) => kind === "subquery"))) return value;
  if (name.startsWith(".")) return anything;
  const isTotal = neverNullFunctions.has(name) || isTotalHere(call, frame);
  if (isStrictFunction(name)) {
    const mask = strict(given.map(of));
    if (isTotal || !mayBeValue(mask)) return mask;
    return mask | (findsNothing.has(name) ? isNull : unclear);
  }
  if (isTotal) {
    const masks = (ofFirst.has(name) ? given.slice(0, 1) : given).map(of);
    return masks.some(mayBeNull) ? anything : value;
  }
  return setMask(call, frame, facts, engine) ?? (routineFacts(name) || grammar.has(name) ? anything : unknowable);
}

/**
 * Strict functions that give NULL of values of which there are many: no match, no such part, an empty list or range (chapters 9.7, 9.16, 9.19, 9.20 and 9.27). Of
 * others it is not known whether there is such a value, or it is one that nobody stores: the fields of an infinite moment.
 */
const findsNothing: ReadonlySet<string> = new Set(
  `regexp_match regexp_substr substring substr array_length array_upper array_lower array_ndims array_dims array_position lower upper
  json_extract_path json_extract_path_text jsonb_extract_path jsonb_extract_path_text jsonb_path_query_first jsonb_path_match
  json_object_field json_object_field_text jsonb_object_field jsonb_object_field_text json_array_element json_array_element_text
  to_regclass to_regtype to_regproc to_regrole to_regnamespace current_setting obj_description col_description pg_get_serial_sequence`.split(
    /\s+/,
  ),
);

/** Functions that write NULL as nothing, where it is not their first argument. */
const ofFirst: ReadonlySet<string> = new Set(["format", "concat_ws"]);
const ranks: ReadonlySet<string> = new Set(["rank", "dense_rank", "percent_rank", "cume_dist"]);
/** Constructs of SQL/JSON that may find nothing. */
const grammar: ReadonlySet<string> = new Set(["json_value", "json_query", "json_exists"]);

/** A function of the project's own that has the name of one of PostgreSQL's. */
export function isRedefined(name: string, { catalog }: Engine): boolean {
  return catalog.functions?.has(`public.${name}`) ?? false;
}

/** Functions that give a value by what they are given: `lower` of a text, not of a range. */
function isTotalHere({ name, arguments: given }: Call, { level }: Frame): boolean {
  const types = given.map((argument) => valueType(argument, level));
  if (name === "lower" || name === "upper") return types[0] === "text" || types[0] === "literal";
  if (name === "substring" || name === "substr") return types.slice(1).every((type) => type === "number");
  if (name === "extract" || name === "date_part") {
    const [field, source] = given;
    if (field?.kind !== "constant") return false;
    const isFinite = source?.kind === "call" && clocks.has(source.name);
    return isFinite || /^(?:year|epoch|century|decade|millennium|julian|isoyear)$/i.test(String(field.value));
  }
  if (name === "to_char") {
    const [source, format] = given;
    const isFinite = types[0] === "number" || (source?.kind === "call" && clocks.has(source.name));
    return isFinite && format?.kind === "constant" && format.value !== "";
  }
  if (name === "array_length" || name === "array_upper" || name === "array_lower")
    return (
      given[0]?.kind === "array" && given[0].items.length > 0 && given[1]?.kind === "constant" && given[1].value === 1
    );
  return false;
}

const clocks: ReadonlySet<string> = new Set(
  "now current_timestamp current_date transaction_timestamp statement_timestamp clock_timestamp localtimestamp".split(
    " ",
  ),
);

/** COALESCE, GREATEST and LEAST are NULL where all they are given is. */
function firstMask(operands: readonly Expression[], frame: Frame, facts: Facts, engine: Engine): Mask {
  let mask = 0;
  let missing = isNull;
  let known = facts;
  for (const [index, operand] of operands.entries()) {
    const own = engine.maskOf(operand, frame, known);
    mask |= own & value;
    if (!mayBeNull(own)) return mask;
    if (!(own & isNull)) missing = nullBits(own);
    if (index === operands.length - 1) break;
    known = known.copy();
    engine.learn(operand, nullBits(own), frame, known);
    if (known.impossible) return mask;
  }
  return mask | missing;
}

function nullIfMask({ arguments: [first, other] }: Call, frame: Frame, facts: Facts, engine: Engine): Mask {
  if (!first || !other) return unknowable;
  const mask = engine.maskOf(first, frame, facts);
  const equal = engine.maskOf(equals(first, other), frame, facts);
  if (equal === isTrue) return isNull;
  return equal & isTrue ? mask | isNull : mask;
}

/** An element of an array that is written out; of others nobody knows how many there are. */
function subscriptMask({ arguments: [array, ...bounds] }: Call, frame: Frame, facts: Facts, engine: Engine): Mask {
  if (!array) return unknowable;
  const [index] = bounds;
  const own = engine.maskOf(array, frame, facts);
  if (array.kind === "array" && bounds.length === 1 && index?.kind === "constant" && typeof index.value === "number") {
    const item = array.items[index.value - 1];
    return item ? (item.kind === "array" ? anything : engine.maskOf(item, frame, facts)) : isNull;
  }
  return asValue(own) | isNull;
}

/** Set-returning functions in the outputs: beside a longer one a shorter one is filled up with NULL. */
function setMask({ name, arguments: given }: Call, frame: Frame, facts: Facts, engine: Engine): Mask | null {
  const { node } = frame.level;
  const outputs = node.kind === "select-query" ? knownItems(node.outputs) : [];
  const isAlone =
    outputs.filter(({ expression }) => contains(expression, (part) => part.kind === "call" && gives.has(part.name)))
      .length === 1;
  if (!gives.has(name)) return null;
  if (!isAlone || !valued.has(name))
    return name === "unnest" && isAlone ? itemsMask(given[0], frame, facts, engine) : anything;
  return value;
}

/** What a set-returning function in FROM gives in its one column. */
export function elementMask(
  name: string,
  given: readonly Expression[],
  frame: Frame,
  facts: Facts,
  engine: Engine,
): Mask {
  if (isRedefined(name, engine)) return unknowable;
  if (name === "unnest" && given.length === 1) return itemsMask(given[0], frame, facts, engine);
  if (valued.has(name)) return value;
  return routineFacts(name) ? anything : unknowable;
}

function itemsMask(array: Expression | undefined, frame: Frame, facts: Facts, engine: Engine): Mask {
  if (array?.kind === "array" && array.items.every(({ kind }) => kind !== "array"))
    return array.items.reduce((all, item) => all | asValue(engine.maskOf(item, frame, facts)), 0);
  return anything;
}

const gives: ReadonlySet<string> = new Set(
  `generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text json_object_keys
   jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text jsonb_object_keys jsonb_path_query regexp_matches
   regexp_split_to_table string_to_table unnest`
    .trim()
    .split(/\s+/),
);
/** Set-returning functions whose rows are values, JSON null among them. */
const valued: ReadonlySet<string> = new Set(
  `generate_series generate_subscripts json_array_elements json_object_keys jsonb_array_elements jsonb_object_keys jsonb_path_query
   regexp_matches regexp_split_to_table`
    .trim()
    .split(/\s+/),
);

function aggregateMask(call: Call, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { name } = call;
  if (counts.has(name)) return value;
  const { level } = frame;
  if (level.kind !== "select" || frame.mode === "row" || !isOwnAggregate(call, level)) return unknowable;
  const rows = inMode(frame, "row");
  if (facts.of(someKey(call, frame)) === isTrue && ofValues.has(name)) return value;
  if (facts.of(rowsKey(frame)) === isFalse) return isNull;
  if (isOfValues(name) && hasWitness(call, frame, facts, engine)) return value;
  if (!hasRows(level, frame, facts)) return anything;
  let known = facts;
  if (call.filter) {
    if (engine.maskOf(call.filter, rows, facts) !== isTrue) return anything;
    known = facts.copy();
    engine.learn(call.filter, isTrue, rows, known);
  }
  return ofSomeRows(call, rows, known, engine);
}

function someKey({ name, arguments: given, keys, filter, star }: Call, frame: Frame): string {
  const rows = inMode(frame, "row");
  const [argument] = isOrdered(name) ? keys : given;
  const key = star ? "*" : argument ? keyOf(argument, rows) : null;
  const filtered = filter ? keyOf(filter, rows) : "";
  return key === null || filtered === null ? "" : `${frame.path}${idOf(frame.level)} some ${key} where ${filtered}`;
}

/** What an aggregate's being a value says: there is a row, and a value in it. */
export function isEmptied(call: Call, mask: Mask, frame: Frame, facts: Facts): void {
  if (mayBeNull(mask) || counts.has(call.name)) return;
  facts.learn(rowsKey(frame), isTrue);
  const key = someKey(call, frame);
  if (key && ofValues.has(call.name)) facts.learn(key, isTrue);
}

/** What a count's being more than nothing says. */
export function isCounted(call: Call, frame: Frame, facts: Facts): void {
  facts.learn(rowsKey(frame), isTrue);
  const key = someKey(call, frame);
  if (key) facts.learn(key, isTrue);
}

/** Whether a call counts all rows of a group that has one. */
export function countsSome(call: Expression, frame: Frame, facts: Facts): boolean {
  if (call.kind !== "call" || call.name !== "count" || !call.star || call.filter || call.window) return false;
  return frame.mode !== "row" && frame.level.kind === "select" && hasRows(frame.level, frame, facts);
}

/** What an aggregate gives of one row or more. */
function ofSomeRows(call: Call, rows: Frame, facts: Facts, engine: Engine): Mask {
  const { name } = call;
  if (keepsNulls.has(name)) return value;
  if (!ofValues.has(name)) return routineFacts(name) || grammar.has(name) ? anything : unknowable;
  const taken = isOrdered(name) ? [...call.arguments, ...call.keys] : call.arguments.slice(0, 1);
  return asValue(strict(taken.map((part) => engine.maskOf(part, rows, facts))));
}

function windowMask(call: Call, frame: Frame, facts: Facts, engine: Engine): Mask {
  const { name, arguments: given } = call;
  const [first, offset, fallback] = given;
  const of = (part: Expression): Mask => engine.maskOf(part, frame, facts);
  if ((name === "lag" || name === "lead") && first && offset?.kind === "constant" && offset.value === 0)
    return of(first);
  // What is known of this row is not known of those beside it: `CASE WHEN age IS NOT NULL THEN lag(age, 1, 0) OVER (…) END`.
  const beside = knownOfAll(frame, engine);
  const ofOthers = (part: Expression): Mask => engine.maskOf(part, frame, beside);
  if (name === "row_number" || ranks.has(name) || counts.has(name)) return value;
  if (name === "ntile") return strict(given.map(of));
  if ((name === "lag" || name === "lead") && first) {
    const missing = fallback ? of(fallback) : isWhole(frame.level) ? isNull : unclear;
    return ofOthers(first) | asValue(missing) | (offset && mayBeNull(of(offset)) ? isNull : 0);
  }
  const isSome = call.framesItself && !(name === "nth_value" && !(offset?.kind === "constant" && offset.value === 1));
  if ((name === "first_value" || name === "last_value" || name === "nth_value") && first)
    return isSome ? ofOthers(first) : ofOthers(first) | isNull;
  if (!isAggregate(name)) return unknowable;
  if (!isSome) return anything;
  if (!call.filter) return ofSomeRows(call, frame, beside, engine);
  if (engine.maskOf(call.filter, frame, beside) !== isTrue) return anything;
  return ofSomeRows(call, frame, beside, engine);
}

/** What is known of every row that a level gives, without what is known of one of them. */
function knownOfAll(frame: Frame, engine: Engine): Facts {
  const known = new Facts();
  engine.enter(frame, known);
  return known;
}

/** Whether a level gives every row that its windows have. */
const isWhole = (level: Level): boolean =>
  level.kind === "select" && level.offset === "absent" && level.node.distinctOn.length === 0;

const counts: ReadonlySet<string> = new Set(["count", "regr_count"]);
/** Aggregates that take NULL in as a value. */
const keepsNulls: ReadonlySet<string> = new Set(
  "array_agg json_agg jsonb_agg json_agg_strict jsonb_agg_strict json_object_agg jsonb_object_agg json_object_agg_strict jsonb_object_agg_strict json_object_agg_unique jsonb_object_agg_unique json_arrayagg json_objectagg".split(
    " ",
  ),
);
