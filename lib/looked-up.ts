import type { TSESTree } from "@typescript-eslint/utils";
import { givenTo } from "./analysis/given-values.ts";
import type { Relation } from "./analysis/level.ts";
import { livenessOf, softDeleted } from "./analysis/live-rows.ts";
import { keysOfRow } from "./analysis/pinned-rows.ts";
import { scopesOf } from "./analysis/scopes.ts";
import type { ValuesRead } from "./analysis/values-read.ts";
import type { Catalog, Table } from "./catalog/catalog.ts";
import { namesOfTable } from "./catalog/names-of-table.ts";
import type { Reading } from "./model/reading.ts";
import type { RowUse } from "./model/row-use.ts";
import type { SoftDeleteColumn } from "./model/statement.ts";
import { answersTo, isAnswer, isAnswerChecked, mayThrow, runsBefore } from "./source/answers.ts";
import { fileRole } from "./source/file-role.ts";
import { nameOf } from "./source/given-on.ts";
import { meaningOf } from "./source/meaning.ts";
import type { SourceModule } from "./source/module.ts";
import { isFunction, nodeAt, spanOf, unwrap, walk, type FunctionNode } from "./source/nodes.ts";
import { callsInProject } from "./source/project-calls.ts";
import { traceValue } from "./source/trace.ts";
import {
  inArgument,
  isSamePath,
  namesInArgument,
  parameterOf,
  pathOf,
  patternOf,
  type ValuePath,
} from "./source/value-path.ts";

type Node = TSESTree.Node;

/** A file with what its statements are. */
export interface ReadFile {
  readonly module: SourceModule;
  readonly readings: readonly Reading[];
  readonly catalog: Catalog;
  readonly values: ValuesRead;
  softDelete(table: Table): SoftDeleteColumn | null;
  rows(reading: Reading): RowUse;
}

/** How many calls lead from a statement to what looks its row up, and how many files are read for one. */
const deepest = 2;
const mostFiles = 12;

/** What asks for the files of a project. */
export interface Project {
  readonly root: string;
  /** Reads another file of the project. */
  read(module: SourceModule): ReadFile;
}

/**
 * Whether the row of a statement was looked up before, by the same key, and the program goes on only where it was there:
 * in the same function, which says of the row what there is to say; or among live rows in a function that is called
 * before (`if (!(await mayEdit(id))) throw …`), in every caller of the function around, or in what the framework calls
 * first (`procedure.use(…)`, `router.get(path, check, …)`).
 *
 * In: the relation, chosen by a key of its table, and the reading it is of; which lookups count, wherever they are (null: as said).
 */
export function isLookedUpBefore(
  relation: Relation,
  reading: Reading,
  file: ReadFile,
  project: Project,
  counts: LookupCounts | null = null,
): boolean {
  const { source } = relation;
  if (source.kind !== "table") return false;
  const call = nodeAt(file.module.ast, reading.site.call);
  if (!call) return false;
  for (const key of keysOfRow(source.table)) {
    const search = new Search(source.table, key, project, counts);
    if (search.isKnown({ relation, reading, call }, file)) return true;
  }
  return false;
}

/** Whether a look at a row says what is asked. In: the relation that was read, and the columns the program looks at in its rows. */
export type LookupCounts = (relation: Relation, looked: () => ReadonlySet<string>) => boolean;

/** A relation, and the call that sends its statement. */
interface Sent {
  readonly relation: Relation;
  readonly reading: Reading;
  readonly call: Node;
}

/** The value of a column of the key, by the path that names it; null where it has none. */
interface KeyValue {
  readonly node: Node;
  readonly path: ValuePath | null;
}

class Search {
  readonly #table: Table;
  readonly #key: readonly string[];
  readonly #project: Project;
  readonly #counts: LookupCounts | null;
  readonly #names: readonly string[];
  readonly #entered = new Set<Node>();
  #files = 0;

  constructor(table: Table, key: readonly string[], project: Project, counts: LookupCounts | null) {
    this.#table = table;
    this.#key = key;
    this.#project = project;
    this.#counts = counts;
    this.#names = namesOfTable(table);
  }

  isKnown(sent: Sent, file: ReadFile): boolean {
    const values = this.#keyOf(sent, file);
    if (!values) return false;
    if (this.#isHeld(values, file)) return true;
    if (this.#sentIn(file).some((other) => this.#isSaidBy(other, values, sent, file))) return true;
    return this.#isCheckedAt(values, sent.call, file.module, 0);
  }

  /** The values of the key's columns; null where the row is not chosen by the whole key. */
  #keyOf({ relation, reading }: Sent, { module }: ReadFile): readonly KeyValue[] | null {
    const values = this.#key.map((column): KeyValue | null => {
      const [place] = givenTo(relation, column, reading.site);
      const node = place && nodeAt(module.ast, place);
      return node ? { node, path: pathOf(node, module) } : null;
    });
    return values.every((value) => value !== null) ? values : null;
  }

  /** The key is that of rows which a statement of the file has read or written. */
  #isHeld(values: readonly KeyValue[], { values: held }: ReadFile): boolean {
    return values.every(({ node }, index) =>
      held
        .columnsHeldAt(spanOf(node))
        .some(
          ({ relation, column, looked }) =>
            this.#isOfTable(relation) && column === this.#key[index] && (this.#counts?.(relation, looked) ?? true),
        ),
    );
  }

  #isOfTable({ source }: Relation): boolean {
    return (
      source.kind === "table" && source.table.name === this.#table.name && source.table.schema === this.#table.schema
    );
  }

  /** The relations of a file's statements that stand for the table. */
  #sentIn({ readings, catalog, module }: ReadFile): readonly Sent[] {
    return readings.flatMap((reading) => {
      const relations = reading.variants
        .flat()
        .flatMap((statement) => scopesOf(statement, catalog).levels)
        .flatMap((level) => level.relations.filter((relation) => this.#isOfTable(relation)));
      const call = relations.length > 0 ? nodeAt(module.ast, reading.site.call) : null;
      return call ? relations.map((relation) => ({ relation, reading, call })) : [];
    });
  }

  /** The same row was read and found, or written, in the same function: whether it may be a deleted one is said there. */
  #isSaidBy(other: Sent, values: readonly KeyValue[], { call }: Sent, file: ReadFile): boolean {
    if (other.call === call || other.call.range[0] > call.range[0] || other.relation.level.kind === "delete")
      return false;
    if (!this.#isSameKey(other, values, file) || !this.#says(other, file)) return false;
    const isWrite = other.relation.role === "target";
    return (
      isAnswerChecked(other.call, call, file.module) ||
      ((isWrite || other.reading.site.result === "row") && runsBefore(other.call, call))
    );
  }

  #isSameKey(other: Sent, values: readonly KeyValue[], file: ReadFile): boolean {
    const theirs = this.#keyOf(other, file);
    return (
      theirs?.every(({ path }, index) => {
        const mine = values[index]?.path;
        return path !== null && mine != null && isSamePath(path, mine);
      }) ?? false
    );
  }

  /** The program gets to a place only with a key of a live row, for what it calls before or for who calls it. */
  #isCheckedAt(values: readonly KeyValue[], place: Node, module: SourceModule, depth: number): boolean {
    if (depth > deepest) return false;
    return (
      this.#isCheckedByCall(values, place, module, depth) ||
      this.#isCheckedByCallers(values, place, module, depth) ||
      this.#isCheckedByFramework(values, place, module, depth)
    );
  }

  #isCheckedByCall(values: readonly KeyValue[], place: Node, module: SourceModule, depth: number): boolean {
    const outermost = outermostFunction(place) ?? module.ast;
    const calls: TSESTree.CallExpression[] = [];
    walk(outermost, (node) => {
      if (node.type === "CallExpression" && node.range[1] <= place.range[0]) calls.push(node);
    });
    return calls.some((call) => {
      const given = givenIn(call, values, module);
      if (given.length === 0) return false;
      const isChecked = isAnswerChecked(call, place, module);
      if (!isChecked && !runsBefore(call, place)) return false;
      const called = traceValue(call.callee, module);
      if (called?.kind !== "function") return false;
      return (isChecked || mayThrow(called.node)) && this.#looksUp(called.node, called.module, given, depth);
    });
  }

  /** A function reads live rows by a key that it is given, or hands it to one that does. In: the paths of the key in it. */
  #looksUp(fn: FunctionNode, module: SourceModule, given: readonly Given[], depth: number): boolean {
    if (this.#entered.has(fn)) return false;
    this.#entered.add(fn);
    const values = given.map(({ index, names }): KeyValue | null => {
      const parameter = fn.params[index];
      return parameter ? { node: parameter, path: inParameter(parameter, names) } : null;
    });
    const known = values.filter((value) => value !== null);
    if (known.length < values.length) return false;
    if (this.#readsLive(fn, module, known)) return true;
    if (depth >= deepest) return false;
    const calls: TSESTree.CallExpression[] = [];
    walk(fn.body, (node) => {
      if (node.type === "CallExpression") calls.push(node);
    });
    return calls.some((call) => {
      const further = givenIn(call, known, module);
      const called = further.length > 0 ? traceValue(call.callee, module) : null;
      return called?.kind === "function" && this.#looksUp(called.node, called.module, further, depth + 1);
    });
  }

  #readsLive(fn: FunctionNode, module: SourceModule, values: readonly KeyValue[]): boolean {
    const text = module.text.slice(...fn.range);
    if (!this.#names.some((name) => text.includes(name)) || this.#files >= mostFiles) return false;
    this.#files++;
    const file = this.#project.read(module);
    return this.#sentIn(file).some(
      (sent) => isWithin(sent.call, fn) && this.#isSameKey(sent, values, file) && this.#isLive(sent, file),
    );
  }

  /** A look at the row where the program goes on says what is asked, be it what it may, unless only some looks count. */
  #says({ relation, reading }: Sent, file: ReadFile): boolean {
    return this.#counts?.(relation, () => file.rows(reading).looked) ?? true;
  }

  #isLive({ relation, reading }: Sent, file: ReadFile): boolean {
    if (this.#counts)
      return relation.level.kind !== "delete" && this.#counts(relation, () => file.rows(reading).looked);
    const softDelete = (table: Table) => file.softDelete(table);
    const subject = softDeleted(relation, softDelete);
    if (!subject || relation.level.kind === "delete") return false;
    const liveness = livenessOf(subject, softDelete, file.rows(reading).looked);
    return liveness === "filtered" || liveness === "deliberate";
  }

  /** The key is a parameter, and every caller of the function has looked its row up. */
  #isCheckedByCallers(values: readonly KeyValue[], place: Node, module: SourceModule, depth: number): boolean {
    const parameters = values.map(({ path }) => path && parameterOf(path));
    const fn = parameters[0]?.fn;
    const name = fn && nameOf(fn);
    if (!fn || name == null || !isWithin(place, fn) || parameters.some((one) => one?.fn !== fn)) return false;
    const found = callsInProject({ name, fn, module }, this.#project.root) ?? [];
    const calls = found.flatMap(({ module: other, calls: all }) =>
      fileRole(other.ast) === "test" ? [] : all.map((call) => ({ call, other })),
    );
    return (
      calls.length > 0 &&
      calls.every(({ call, other }) => {
        const handed = values.map(({ path }, index) => handedIn(call, parameters[index]?.index ?? 0, path, other));
        const known = handed.filter((one) => one !== null);
        return known.length === handed.length && this.#isKnownAt(known, call, other, depth + 1);
      })
    );
  }

  /** In a caller: the key is that of a row read there among live ones, or it was looked up. */
  #isKnownAt(values: readonly KeyValue[], place: Node, module: SourceModule, depth: number): boolean {
    if (this.#mentions(module) && this.#files < mostFiles) {
      this.#files++;
      const file = this.#project.read(module);
      if (this.#isHeld(values, file)) return true;
      if (
        this.#sentIn(file).some(
          (sent) =>
            sent.call.range[1] <= place.range[0] &&
            this.#isSameKey(sent, values, file) &&
            this.#says(sent, file) &&
            (isAnswerChecked(sent.call, place, module) ||
              (sent.reading.site.result === "row" && runsBefore(sent.call, place))),
        )
      )
        return true;
    }
    return this.#isCheckedAt(values, place, module, depth);
  }

  #mentions({ text }: SourceModule): boolean {
    return this.#names.some((name) => text.includes(name));
  }

  /** The function is handed to a framework, behind another that looks up the row by what it is given under the same names. */
  #isCheckedByFramework(values: readonly KeyValue[], place: Node, module: SourceModule, depth: number): boolean {
    const parameters = values.map(({ path }) => path && parameterOf(path));
    const fn = parameters[0]?.fn;
    if (!fn || !isWithin(place, fn) || parameters.some((one) => one?.fn !== fn)) return false;
    const given = values.map(({ path }, index) => ({ index: parameters[index]?.index ?? 0, names: path?.names ?? [] }));
    if (given.some(({ names }) => names.length === 0)) return false;
    return handlersBefore(fn, module).some(
      (handler) =>
        handler.fn !== fn &&
        (this.#handsOnLive(handler.fn, handler.module, given) ||
          this.#looksUp(handler.fn, handler.module, given, depth)),
    );
  }

  /** What is called before puts a live row where the key is taken from: `next({ ctx: { user } })`, `req.user = user`. */
  #handsOnLive(fn: FunctionNode, module: SourceModule, given: readonly Given[]): boolean {
    const text = module.text.slice(...fn.range);
    if (!this.#names.some((name) => text.includes(name)) || this.#files >= mostFiles) return false;
    const handed = given.map((one) => expressionsHandedOn(fn, one, module));
    if (handed.some((found) => found.length === 0)) return false;
    this.#files++;
    const file = this.#project.read(module);
    const sent = this.#sentIn(file).filter((one) => isWithin(one.call, fn) && this.#isLive(one, file));
    return sent.some((one) => {
      const answers = answersTo(one.call, module);
      return handed.every((found) => found.some(({ node }) => isAnswer(node, answers)));
    });
  }
}

/** What a function hands on under the names of a value, or of an object that has it: in what it calls, or in a property that it sets. */
function expressionsHandedOn(
  fn: FunctionNode,
  { index, names }: Given,
  module: SourceModule,
): readonly { readonly node: Node; readonly names: readonly string[] }[] {
  const found: { readonly node: Node; readonly names: readonly string[] }[] = [];
  const parameter = fn.params[index];
  walk(fn.body, (node) => {
    if (node.type === "CallExpression" && node.arguments[0]?.type === "ObjectExpression") {
      const handed = inArgument(node.arguments[0], names);
      if (handed && handed.node !== node.arguments[0]) found.push(handed);
    }
    const set = node.type === "AssignmentExpression" ? pathOf(node.left, module) : null;
    if (node.type !== "AssignmentExpression" || !set || !parameter || set.root !== patternOf(parameter)) return;
    if (set.names.length > 0 && set.names.every((name, at) => name === names[at]))
      found.push({ node: unwrap(node.right), names: names.slice(set.names.length) });
  });
  return found;
}

/** A parameter of a function and the properties that lead from it to a value. */
interface Given {
  readonly index: number;
  readonly names: readonly string[];
}

/** Which parameters of what is called hold each of some values; nothing where one is not handed over. */
function givenIn(
  { arguments: all }: TSESTree.CallExpression,
  values: readonly KeyValue[],
  module: SourceModule,
): readonly Given[] {
  const found: Given[] = [];
  for (const { path } of values) {
    const given = path
      ? all.flatMap((argument, index) => {
          const names = namesInArgument(argument, path, module);
          return names ? [{ index, names }] : [];
        })[0]
      : undefined;
    if (!given) return [];
    found.push(given);
  }
  return found;
}

const inParameter = (parameter: Node, names: readonly string[]): ValuePath => ({ root: patternOf(parameter), names });

/** What a caller hands over as a value of a parameter, and its path there. */
function handedIn(
  call: TSESTree.CallExpression,
  index: number,
  path: ValuePath | null,
  module: SourceModule,
): KeyValue | null {
  const argument = call.arguments[index];
  const found = argument && argument.type !== "SpreadElement" ? inArgument(argument, path?.names ?? []) : null;
  if (!found) return null;
  const before = pathOf(found.node, module);
  return { node: found.node, path: before && { root: before.root, names: [...before.names, ...found.names] } };
}

function outermostFunction(node: Node): FunctionNode | null {
  let found: FunctionNode | null = null;
  for (let up = node.parent; up; up = up.parent) if (isFunction(up)) found = up;
  return found;
}

const isWithin = (node: Node, outer: Node): boolean =>
  outer.range[0] <= node.range[0] && node.range[1] <= outer.range[1];

/** The functions that are handed over before a function: in the same call, and in the calls that its chain begins with. */
function handlersBefore(
  fn: FunctionNode,
  module: SourceModule,
): readonly { readonly fn: FunctionNode; readonly module: SourceModule }[] {
  const call = fn.parent;
  if (call.type !== "CallExpression" || !call.arguments.includes(fn as never)) return [];
  return [
    ...functionsIn(call.arguments.slice(0, call.arguments.indexOf(fn as never)), module),
    ...chain(call, module, 0),
  ];
}

function chain(
  { callee }: TSESTree.CallExpression,
  module: SourceModule,
  depth: number,
): readonly { readonly fn: FunctionNode; readonly module: SourceModule }[] {
  const plain = unwrap(callee);
  if (plain.type !== "MemberExpression" || depth > 20) return [];
  const before = valueOfConstant(plain.object, module);
  if (before?.node.type !== "CallExpression") return [];
  return [...functionsIn(before.node.arguments, before.module), ...chain(before.node, before.module, depth + 1)];
}

/** An expression, or the one that a name is a constant for. */
function valueOfConstant(
  node: Node,
  module: SourceModule,
): { readonly node: Node; readonly module: SourceModule } | null {
  const plain = unwrap(node);
  if (plain.type !== "Identifier") return { node: plain, module };
  const meaning = meaningOf(plain, module);
  return meaning?.kind === "value" ? { node: unwrap(meaning.node), module: meaning.module } : null;
}

function functionsIn(
  nodes: readonly Node[],
  module: SourceModule,
): readonly { readonly fn: FunctionNode; readonly module: SourceModule }[] {
  return nodes.flatMap((node) => {
    if (isFunction(node)) return [{ fn: node, module }];
    if (node.type === "ArrayExpression")
      return functionsIn(
        node.elements.filter((one) => one !== null),
        module,
      );
    const value = traceValue(node, module);
    if (value?.kind === "function") return [{ fn: value.node, module: value.module }];
    // `middleware(async (…) => …)`: what wraps a function calls it.
    const constant = valueOfConstant(node, module);
    return constant?.node.type === "CallExpression"
      ? functionsIn(constant.node.arguments.filter(isFunction), constant.module)
      : [];
  });
}
