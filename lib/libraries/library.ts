import type { Placeholders, ResultShape } from "../model/site.ts";
import type { BuilderFacts } from "./builder-facts.ts";
import type { HelperFacts } from "./helpers.ts";
import type { NewMigration } from "./new-migration.ts";
import type { ParameterValues } from "./parameter-values.ts";
import type { RowValues } from "./row-values.ts";
import type { Names } from "./names.ts";
import type { TagFacts, TextFacts } from "./sql-facts.ts";

/**
 * What rowguard knows of one client library, as plain facts: every stage may ask for them. Each part is optional; what
 * reads the library's builders, models, migrations and configurations is in `readers.ts`.
 */
export interface LibraryFacts {
  /** As `rowguard queries` prints it and the settings take it (`like`). */
  readonly name: string;
  /** As prose writes it, where that differs. */
  readonly title?: string;
  /** What makes its client. */
  readonly packages: readonly PackageFacts[];
  /** Packages that speak to PostgreSQL and to nothing else. */
  readonly drivers?: Names;
  /** Further modules whose import says that a file speaks to a database. */
  readonly imports?: Names;
  /** What a generated client exports, whatever module it was generated into: it is the first package's. */
  readonly generated?: Names;
  /** A global that has the first package's exports: `Bun`. */
  readonly global?: string;
  /** It serves other databases as well, and its options say which. */
  readonly severalDatabases?: boolean;
  /**
   * True of a file whose imports of the package say that it speaks to another database; none: all of its modules are
   * PostgreSQL's.
   */
  readonly isForAnotherDatabase?: (text: string) => boolean;
  /** Tables in which its tool keeps which migrations have run: they are there before the first one, and in none. */
  readonly bookkeeping?: Names;
  /** Files of a schema in which it writes no NOT NULL for lists, although it never leaves NULL there. */
  readonly listsWithoutNotNull?: RegExp;
  readonly sql?: SqlFacts;
  /** What the values of its rows are; none: not known. */
  readonly rowValues?: RowValues;
  /** Its types that, of what is read, are their first argument: `Selectable<User>`, `Generated<number>`. */
  readonly readTypes?: Names;
  /** What it does with the values that it sends; none: not known. */
  readonly parameterValues?: ParameterValues;
  readonly pools?: PoolFacts;
  readonly builder?: BuilderFacts;
  readonly models?: ModelFacts;
  /** Its tool writes migrations by what models declare: who wants another table changes its model. */
  readonly migratesModels?: boolean;
  readonly migrations?: MigrationFacts;
  readonly sqlMigrations?: SqlMigrationFacts;
  readonly configuration?: ConfigurationFacts;
}

/** What is known of a package's values: which expression over them is which other value. */
export interface PackageFacts {
  /** Specifiers; one that ends in `/*` stands for every module below it. */
  readonly modules: readonly string[];
  /**
   * From a path to the path that means the same: `Pool().connect()` gives a `Client()`. A path is written as the value
   * is used: `.name` a member, `()` what a call, a construction or a type of that name gives (awaited), `(1:0)` the
   * first parameter of a function handed on as second argument, `default` the default export where it has a name of its
   * own. `*` stands for any one member name, `(*)` for any callback's parameter, `pg!Client()` for a value of another
   * package.
   */
  readonly flows: Readonly<Record<string, string>>;
  /** Paths of functions that hand a callback, their last argument, what stands before it: `transaction(User, Post, (User, Post) => …)`. */
  readonly handsOn?: readonly string[];
  /** Its name on deno.land/x, where that is another one. */
  readonly deno?: string;
}

/** Several paths that lead to the same one. */
export function all(paths: readonly string[], to: string): Record<string, string> {
  return Object.fromEntries(paths.map((path) => [path, to]));
}

/** The type argument of a client's methods, and of its tag: the type of one row, or that of the list of them. */
export interface RowTypeArgument {
  readonly form: "row" | "rows";
  readonly methods: readonly string[];
}

/** Where a library takes SQL, by the paths of its packages. */
export interface SqlFacts {
  /** Where a program says the type of its rows, which are `any` otherwise. */
  readonly rowTypeArgument?: RowTypeArgument;
  /** How placeholders are written in text handed to it. */
  readonly placeholders: Placeholders;
  /** Template tags. */
  readonly tags?: Readonly<Record<string, TagFacts>>;
  /** Functions, methods and classes that take SQL text. */
  readonly texts?: Readonly<Record<string, TextFacts>>;
  /** Functions that run what a tag gave, and what they give back. */
  readonly runs?: Readonly<Record<string, ResultShape>>;
  /** The same by the method's name alone, where the client itself is injected out of sight. */
  readonly runsByName?: Readonly<Record<string, ResultShape>>;
  /** Types of what a function gives that runs SQL: who gives one has run what it took. */
  readonly results?: Readonly<Record<string, ResultShape>>;
  /** What the library's helpers become in the holes of a text. */
  readonly helpers?: HelperFacts;
  /**
   * Names by which a tag, a member that takes a text, or what runs a tag's is known at a glance, where the client
   * stands in another file.
   */
  readonly glance?: { readonly tags?: Names; readonly texts?: Names; readonly runs?: Names };
  /** Functions that give a value as text that is safe: anywhere, or inside the quotes that the text has around it. */
  readonly escapes?: Readonly<Record<string, "anywhere" | "in quotes">>;
  /** Types of its pieces of SQL. */
  readonly fragmentTypes?: Names;
  /** A text that opens no statement, or that a builder is given, is a piece of the builder's statement. */
  readonly takesPieces?: boolean;
  /** It sends the types of values along: a text that PostgreSQL read as a number is no number then. */
  readonly sendsTypes?: boolean;
  /** A placeholder that the library itself quotes as a name, for the parameter of that number. */
  readonly nameMark?: (number: number) => string;
  /** What is called with a text, and the tag that binds the text's holes instead. */
  readonly tagInstead?: Readonly<Record<string, string>>;
  /** A member of the tag that takes a text and pastes it in: `` sql.raw(`…`) `` where `` sql`…` `` binds the holes. */
  readonly pastingMember?: string;
  /** A member of the tag that binds a list as the one array that it is; without it, the tag writes a list as `($1, $2)`. */
  readonly arrayMember?: string;
  /** A list becomes its items in place of a `?`: `IN (?)`. */
  readonly listsItems?: boolean;
  /** The tag itself throws where it is called with a text, and this member of it takes one. */
  readonly textMember?: string;
  /** A function of the package that quotes a name. */
  readonly quotingFunction?: { readonly name: string; readonly from: string };
}

/** Pools of connections, by the paths of the library's packages. */
export interface PoolFacts {
  /** What is called or constructed for one. */
  readonly makers: Names;
  /** What its options call the number of connections, and the times after which an unused one is closed and one that is waited for given up. */
  readonly limits: { readonly max: string; readonly idle: string; readonly connection: string };
  /** Milliseconds in one of its units of time. */
  readonly unit: number;
  /** What gives a connection of one's own, and the methods of it that give it back. */
  readonly takes: Names;
  readonly releases: Names;
  /** What sends a text by whichever connection is free. */
  readonly sends: Names;
}

/** Models that are declared with a library. */
export interface ModelFacts {
  /** What `rowguard schema` calls them. */
  readonly kind: string;
  /** Packages whose presence in a package.json means it. */
  readonly packages: Names;
  /** What a file that declares models with it has in its text. */
  readonly marks: readonly RegExp[];
  /** Declares types of rows only: taken where nothing else says what the tables are. */
  readonly typesOnly?: boolean;
  /** What a file has that says how all models are named or stored. */
  readonly also?: RegExp;
  /** Its models are of PostgreSQL by their form, whatever drivers are there. */
  readonly ownDialect?: boolean;
  /** Calls that mark rows as deleted where its ordinary deletion removes them. */
  readonly marksBy?: Names;
  /** Its configuration says which files they are in. */
  readonly configured?: boolean;
  /**
   * What declares the row: the model's class; the class, but only where something else says what the table is (to the
   * library every column is nullable that nothing is said of: its models alone do not tell a lie from a default); the
   * interface of the table.
   */
  readonly row?: "class" | "class beside a schema" | "interface";
  /** What a column's decorator calls the types that the library reads from the property where none is named, by TypeScript's names. */
  readonly columnTypes?: Readonly<Record<string, string>>;
}

/** Migrations in code that are written with a library. */
interface MigrationFacts {
  /** What a migration has in its text, one of these. */
  readonly marks: readonly RegExp[];
  /** Applied in the order of their names; otherwise of the time that opens them. */
  readonly byName?: boolean;
  /** The text of one that is to be written. */
  readonly write?: (migration: NewMigration) => string;
  /** It runs the .sql files among them too. */
  readonly runsSqlFiles?: boolean;
  /** Without a function that undoes it, a migration is undone by its own words the other way round. */
  readonly undoesByItself?: boolean;
  /** Comments in those that begin what is applied and what undoes it. */
  readonly sqlMarks?: { readonly up: RegExp; readonly down: RegExp };
}

/** Migrations in SQL that are written by the library's tool, or run by it. */
interface SqlMigrationFacts {
  /** Where they are, for people. */
  readonly shown?: string;
  /** A folder of that name holds them. */
  readonly folder?: string;
  /** They are its own below a folder of that name. */
  readonly below?: string;
  /** Each has a folder of its own, with a `migration.sql`: always, or where the path says that it is the library's. */
  readonly ownFolders?: "always" | "where named";
  /** How names end of files that are applied. */
  readonly upEnding?: string;
  /** The files of a folder (absolute) in the order the tool has written down; null where it has not. */
  readonly order?: (folder: string, files: readonly string[]) => readonly string[] | null;
}

/** Files that configure the tool. */
interface ConfigurationFacts {
  /** Globs of their names. */
  readonly files: readonly string[];
  /** Packages whose functions they call. */
  readonly packages?: Names;
  /** Of those, functions that give an object of which nothing is known. */
  readonly objects?: Names;
  /** The folder of migrations it names is there only once the tool has generated something. */
  readonly generatesFolder?: boolean;
}
