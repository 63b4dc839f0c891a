import { languageGlobal } from "../../source/evaluate/members.ts";
import { nodePackage } from "../../source/evaluate/node-packages.ts";
import { Program } from "../../source/evaluate/program.ts";
import {
  constant,
  list,
  native,
  nothing,
  stringOf,
  struct,
  unknown,
  type Host,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import type { SourceModule } from "../../source/module.ts";
import { propertyIn } from "../drizzle/config.ts";
import { plural } from "../../read/models/plural.ts";
import { packageNameOf, resolved, term, type Term } from "../../read/models/syntax.ts";
import { isClass } from "../../source/nodes.ts";
import { camelCase, defaultNaming, snakeCase, snakeNaming, titleCase, type Naming } from "./naming.ts";
import { own } from "../../lists.ts";

/** The naming strategy that a project gives to TypeORM, and what of it cannot be told, for people. */
export interface Strategy {
  readonly naming: Naming;
  readonly untold: { readonly at: Term; readonly message: string } | null;
}

/** In: every module that has entities or data sources. A strategy of the project is followed, not run. */
export function strategyOf(modules: readonly SourceModule[]): Strategy {
  for (const module of modules) {
    if (!/\bnamingStrategy\s*:/.test(module.text)) continue;
    const written = propertyIn(module, "namingStrategy");
    if (!written) continue;
    const made = resolved(written);
    const callee = made.node.type === "NewExpression" ? term(made.node.callee, made) : null;
    const named = callee && packageNameOf(callee);
    if (named?.name === "DefaultNamingStrategy") return { naming: defaultNaming, untold: null };
    if (named?.name === "SnakeNamingStrategy") return { naming: snakeNaming, untold: null };
    const own = callee && resolved(callee);
    if (own && isClass(own.node) && own.node.id) {
      const naming = followed(own.module, own.node.id.name);
      if (naming) return { naming, untold: null };
    }
    return {
      naming: {
        table: (_, given) => given,
        column: (_, given, prefixes) => (prefixes.length > 0 ? null : given),
        joinColumn: nobody,
        joinTable: nobody,
        joinTableColumn: nobody,
      },
      untold: {
        at: written,
        message:
          "what this naming strategy calls tables and columns could not be told: those that the entities do not name are left out",
      },
    };
  }
  return { naming: defaultNaming, untold: null };
}

const nobody = (): null => null;

/**
 * A class of the project with TypeORM's methods: tableName, columnName, joinColumnName, joinTableName,
 * joinTableColumnName.
 */
function followed(module: SourceModule, className: string): Naming | null {
  const program: Program = new Program({
    global: (name, following) => languageGlobal(name, following),
    package: (specifier, following) => textPackage(specifier) ?? nodePackage(specifier, following, () => undefined),
    unread: () => undefined,
  });
  const place = { node: module.ast, module };
  try {
    const own = [program.exported(module, className), program.exported(module, "default")].find(
      (value) => value.kind === "class",
    );
    if (own?.kind !== "class") return null;
    let base = program.superclass(own);
    for (let depth = 0; base?.kind === "class" && depth < 6; depth++) base = program.superclass(base);
    const outside = base?.kind === "host" ? base : null;
    const inherited = outside?.name === "SnakeNamingStrategy" ? snakeNaming : defaultNaming;
    const self = program.instance(own, [], outside, place);
    const ask = <T>(method: string, values: readonly ProgramValue[], other: T): string | null | T => {
      const found = program.classMember(own, method, false, self, place);
      if (!found || found.kind === "host") return other;
      return stringOf(program.call(found, values, place, self));
    };
    const text = (value: string) => constant(value);
    const naming: Naming = {
      table: (name, given) =>
        ask("tableName", [text(name), given === null ? nothing : text(given)], inherited.table(name, given)),
      column: (property, given, prefixes) =>
        ask(
          "columnName",
          [text(property), given === null ? nothing : text(given), list(prefixes.map(text))],
          inherited.column(property, given, prefixes),
        ),
      joinColumn: (relation, referenced) =>
        ask("joinColumnName", [text(relation), text(referenced)], inherited.joinColumn(relation, referenced)),
      joinTable: (first, second, property) =>
        ask(
          "joinTableName",
          [text(first), text(second), text(property), text("")],
          inherited.joinTable(first, second, property),
        ),
      joinTableColumn: (table, column) =>
        ask("joinTableColumnName", [text(table), text(column), nothing], inherited.joinTableColumn(table, column)),
    };
    return naming.table("Probe", null) === null ||
      naming.column("probe", null, []) === null ||
      naming.joinColumn("probe", "id") === null
      ? null
      : naming;
  } catch {
    return null;
  }
}

/** What strategies are written with: TypeORM's own, and packages that change the case of words. */
function textPackage(specifier: string): ProgramValue | null {
  const change = (name: string, with_: (text: string) => string) =>
    native(name, ([value]) => {
      const known = stringOf(value);
      return known === null ? unknown("a text that is not known") : constant(with_(known));
    });
  const snake = change(
    "snakeCase",
    specifier.startsWith("typeorm") ? snakeCase : (text) => wordsOf(text).join("_").toLowerCase(),
  );
  const camel = change("camelCase", specifier.startsWith("typeorm") ? camelCase : camelOf);
  switch (specifier) {
    case "typeorm":
    case "typeorm-naming-strategies":
      return struct(
        {
          DefaultNamingStrategy: strategy("DefaultNamingStrategy", defaultNaming),
          SnakeNamingStrategy: strategy("SnakeNamingStrategy", snakeNaming),
        },
        true,
      );
    case "typeorm/util/StringUtils":
    case "typeorm/util/StringUtils.js":
      return struct({ snakeCase: snake, camelCase: camel, titleCase: change("titleCase", titleCase) }, true);
    case "lodash":
    case "lodash-es":
    case "change-case":
      return struct(
        {
          snakeCase: snake,
          camelCase: camel,
          pascalCase: change("pascalCase", (text) => capital(camelOf(text))),
          upperFirst: change("upperFirst", capital),
          lowerFirst: change("lowerFirst", (text) => text.charAt(0).toLowerCase() + text.slice(1)),
        },
        true,
      );
    case "lodash/snakeCase":
    case "lodash.snakecase":
    case "snake-case":
      return struct({ default: snake, snakeCase: snake });
    case "lodash/camelCase":
    case "lodash.camelcase":
    case "camel-case":
      return struct({ default: camel, camelCase: camel });
    case "pluralize": {
      const made = change("pluralize", plural);
      return struct({ default: made, plural: made });
    }
    default:
      return null;
  }
}

const wordsOf = (text: string): readonly string[] => text.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [];
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const camelOf = (text: string): string =>
  wordsOf(text)
    .map((word, index) => (index === 0 ? word.toLowerCase() : capital(word.toLowerCase())))
    .join("");

/** A strategy of a package, for those that extend it. */
function strategy(name: string, naming: Naming): Host {
  const texts = (values: readonly ProgramValue[]) => values.map((value) => stringOf(value));
  const answer = (text: string | null) => (text === null ? unknown("a name that is not known") : constant(text));
  const methods: Readonly<Record<string, (values: readonly ProgramValue[]) => ProgramValue>> = {
    tableName: (values) => {
      const [own, given] = texts(values);
      return answer(own == null ? null : naming.table(own, given ?? null));
    },
    columnName: (values) => {
      const [property, given] = texts(values);
      const prefixes = values[2]?.kind === "list" ? texts(values[2].items) : [];
      return answer(
        property == null || prefixes.includes(null)
          ? null
          : naming.column(
              property,
              given ?? null,
              prefixes.flatMap((prefix) => prefix ?? []),
            ),
      );
    },
    joinColumnName: (values) => {
      const [relation, referenced] = texts(values);
      return answer(relation == null || referenced == null ? null : naming.joinColumn(relation, referenced));
    },
    joinTableName: (values) => {
      const [first, second, property] = texts(values);
      return answer(
        first == null || second == null || property == null ? null : naming.joinTable(first, second, property),
      );
    },
    joinTableColumnName: (values) => {
      const [table, property, column] = texts(values);
      return answer(table == null || property == null ? null : naming.joinTableColumn(table, column ?? property));
    },
  };
  const member = (key: string): ProgramValue | null => {
    const method = own(methods, key);
    return method ? native(key, method) : null;
  };
  return { kind: "host", name, get: member, construct: () => struct({}, true) };
}
