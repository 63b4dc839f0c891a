import type { Names } from "./names.ts";

/** The words of a library's builder. */
export interface BuilderFacts {
  /** Where a chain begins: what came before it (how the client was made) says nothing about the statement. */
  readonly clients: readonly string[];
  /** Functions of the library that make whole statements: `union(db.select()…, …)`. */
  readonly makers?: Names;
  /** What a model class inherits from. */
  readonly modelClass?: string;
  /** Methods of a model's instance that begin a chain. */
  readonly instanceMethods?: Names;
  /** What awaiting a query of a model class gives: a row after these steps, no rows after those, otherwise a list of rows. */
  readonly awaited?: { readonly one: Names; readonly none: Names };
  /** A builder's methods change it in place; otherwise they give a new one. */
  readonly mutable?: boolean;
  /** Steps that leave the builder as it was: they run it, write it out, copy it or begin another. */
  readonly leaving?: Names;
  /**
   * A builder is sent when it is awaited, whatever it ends with; `bare`: steps that begin one and say nothing of what is
   * asked. Absent: it takes a step that sends it.
   */
  readonly promise?: { readonly bare: Names };
  /** Steps that give what they are called on the functions of an object, which are called as its own: `repository.extend({ … })`. */
  readonly extending?: Names;
  /** Steps whose type argument is the type of the rows, whatever the library knows of them. */
  readonly casts?: Names;
  /**
   * Steps whose type argument is the type of the table's rows: of the columns that a chain selects its types take the part. The empty name is the
   * client's, where that is called with a table: `knex<User>("users")`.
   */
  readonly tableTypes?: Names;
  /** Steps whose type argument is that of a table beside it. */
  readonly joinTypes?: Names;
  /** Whether a condition is left out where its value is undefined, at the places that the reader knows; absent: never. */
  readonly undefinedConditions?: UndefinedConditions;
  readonly words: BuilderWords;
  readonly evidence?: BuilderEvidence;
  readonly rows?: RowFacts;
}

/** When a library leaves conditions on undefined values out, rather than to throw or to compare with NULL. */
export interface UndefinedConditions {
  /** A word of the project's sources without which it does not: an option of the client. */
  readonly with?: string;
  /** A word that may change it. */
  readonly without?: string;
  /** Only of versions before this one, by what the project depends on. */
  readonly before?: { readonly package: string; readonly major: number };
}

/** Names of members by which builders are found at little cost. What is missing from them is never looked at. */
export interface BuilderWords {
  /** Members of which a chain has at least one. */
  readonly needed: Names;
  /** Members whose call is reason enough to read a file whole. */
  readonly telling: Names;
  /** Members that lists and maps have, too: their call counts with what a builder alone is given. */
  readonly shared?: Names;
  /** Members that count where they are given an object or a list. */
  readonly assigning?: Names;
}

/** How a chain shows to be the library's where its client is out of sight. */
export interface BuilderEvidence {
  /** The client that is out of sight: its module and path. */
  readonly client: { readonly module: string; readonly path: string };
  /** Methods of a model that stands alone, by a name that the schema has: `User.findAll({ … })`. */
  readonly ofModels?: Names;
  /** Whether the client stands before a step, or is what is called there; null for neither. */
  readonly begins: (steps: readonly StepForm[], index: number) => "before" | "called" | null;
}

/** A step of a chain, as far as evidence asks for it. */
export interface StepForm {
  readonly name: string;
  /** How many arguments it has; null where it is not called. */
  readonly given: number | null;
  /** True of `.name` and of nothing else: neither called nor a tag. */
  readonly isMember: boolean;
  /** Its name is a model of the library in the schema. */
  isModel(): boolean;
  /** The first argument is a text that names a table of the schema: `"users as u"`. */
  namesTable(): boolean;
  /** The first argument is a class that is a model of the library in the schema. */
  givesModel(): boolean;
  /** The path of a value of the library that the first argument is: `pgTable`; null for everything else. */
  givenPath(): string | null;
}

/** Methods of rows that send a statement, and what the calls give that find rows. */
export interface RowFacts {
  readonly methods: Names;
  /**
   * Calls that give one row, a list of them, a pair that begins with what is meant, an object with a list in `rows`.
   */
  readonly one: Names;
  readonly many: Names;
  readonly first: Names;
  readonly rows?: Names;
  /** What such a pair begins with. */
  readonly firstIs: "one" | "many";
  /** Only what a model class itself finds has rows with methods: what a repository finds may be anything. */
  readonly onlyOfClasses?: boolean;
}
