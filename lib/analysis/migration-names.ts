/** The parts of a migration's name: `V`, `000003`, `_`, `create_users`. */
export interface MigrationName {
  /** Without its folder and endings; where each migration has a folder, that one's name. */
  readonly name: string;
  /** The number or time that opens it, as written; null where there is none. */
  readonly prefix: string | null;
  readonly form: "number" | "timestamp" | null;
  /** What follows; empty where nothing does. */
  readonly description: string;
}

/** Of files that stand in a folder of their migration's own. */
const ownFolder = /^(?:migration|up|down)\.sql$/i;

const endings = /(?:[.-](?:up|down|undo|do))?\.(?:sql|[cm]?[jt]s)$/i;

/** `V1_2` of flyway, `000003`, `2024_01_31_120000`, `20240131T120000123Z`, `2024-01-31`, `20240131-01`. */
const opening =
  /^(?:V|Migration|m)?(\d{4}-\d\d-\d\d(?:T[\d:.-]*Z?)?|\d{8}(?:T\d{4,9}Z?|-\d{1,3}(?=[-_]))|\d[\d.]*(?:_\d+)*)(?:[_\-.]*)(.*)$/i;

/** Takes the name of a migration apart. In: its path. */
export function migrationName(path: string): MigrationName {
  const parts = path.split("/");
  const last = parts.at(-1) ?? "";
  const name = ownFolder.test(last) ? (parts.at(-2) ?? "") : last.replace(endings, "");
  const match = opening.exec(name);
  if (!match) return { name, prefix: null, form: null, description: name };
  const [, written = "", description = ""] = match;
  const digits = written.replace(/\D/g, "");
  return { name, prefix: written, form: isTimestamp(digits) ? "timestamp" : "number", description };
}

/** Whether the whole name says the order, as Prisma's and Hasura's folders do, which cannot be renamed once they have run. */
const isOrderedByName = (path: string): boolean => ownFolder.test(path.split("/").at(-1) ?? "");

const day = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/;

/** Whether a prefix says no more than a day, of which several migrations may be. */
const isDay = (prefix: string): boolean => day.test(prefix.replace(/\D/g, ""));

/** `20240131`, `20240131120000` and the like, or the seconds or milliseconds since 1970. */
function isTimestamp(digits: string): boolean {
  if (day.test(digits.slice(0, 8)) && digits.length <= 17) return true;
  return /^1\d{9}$|^1\d{12}$/.test(digits);
}

/** The version that a prefix says, for comparison: `000003` and `3` are one, `1.0` and `1` are not. */
export const versionOf = (prefix: string): string => prefix.replace(/(^|[._])0+(?=\d)/g, "$1");

/** What a migration of a number that is missing between two others would be called: null where none is missing. */
export function missingBetween(before: string, after: string): string | null {
  if (!/^\d+$/.test(before) || !/^\d+$/.test(after)) return null;
  const [from, to] = [Number(before), Number(after)];
  return to > from + 1 ? String(from + 1).padStart(after.length, "0") : null;
}

/** A name in each form, to show. */
export const exampleNames = {
  timestamp: "20240131120000_create_users",
  number: "000003_create_users",
} as const;

/** What names have to begin with: what is set, else what more than half of them do; null where that is nothing. */
export function formAmong(names: readonly MigrationName[], set: string): "number" | "timestamp" | null {
  if (set === "number" || set === "timestamp") return set;
  const counted = (form: MigrationName["form"]) => names.filter((one) => one.form === form).length;
  const [numbers, times] = [counted("number"), counted("timestamp")];
  if ((numbers + times) * 2 <= names.length) return null;
  return times > numbers ? "timestamp" : "number";
}

/** The path of the migration before one that has the same version; null where none has, or where that says no order. */
export function twinOf(path: string, beside: readonly string[]): string | null {
  const { prefix: own } = migrationName(path);
  if (own === null || isDay(own) || isOrderedByName(path)) return null;
  const twin = beside.slice(0, beside.indexOf(path)).findLast((other) => {
    const { prefix } = migrationName(other);
    return prefix !== null && versionOf(prefix) === versionOf(own);
  });
  return twin ?? null;
}

/** The number that is missing right before one, where the others are numbered one by one. */
export function missingBefore(own: MigrationName, names: readonly MigrationName[]): string | null {
  const numbers = names.flatMap(({ form, prefix }) => (form === "number" && prefix !== null ? [prefix] : []));
  const gaps = numbers.filter((prefix, index) => missingBetween(numbers[index - 1] ?? prefix, prefix) !== null).length;
  // Numbered by tens, or by something else than their order.
  if (own.form !== "number" || own.prefix === null || gaps * 4 > numbers.length) return null;
  const before = numbers[numbers.indexOf(own.prefix) - 1];
  return before === undefined ? null : missingBetween(before, own.prefix);
}

/**
 * Whether a file takes its turn among migrations: its name, or that of its folder, begins with a number or time as theirs do, beside them. In: paths
 * relative to the root.
 */
export function liesAmongMigrations(path: string, migrations: readonly string[]): boolean {
  const own = turnOf(path);
  return own !== null && migrations.some((other) => turnOf(other) === own);
}

/** The folder in which a migration, or the folder that it has for itself, is one of many; null for what has no number or time. */
function turnOf(path: string): string | null {
  const parts = path.split("/");
  const hasTurn = (name: string | undefined): boolean =>
    name !== undefined && (opening.exec(name)?.[1]?.length ?? 0) >= 3;
  const own = parts.findLastIndex((name) => hasTurn(name));
  return own < parts.length - 2 || own < 0 ? null : `${parts.slice(0, own).join("/")} ${parts.length - own}`;
}
