import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { usualPlaces } from "../../../lib/catalog/discover.ts";
import { inOrder, runsSqlFiles } from "../../../lib/catalog/sources/code.ts";
import { MayBuild } from "../../../lib/find/builder-roots.ts";
import { mayHoldSql } from "../../../lib/find/quick-look.ts";
import { sinkOf, tagOf } from "../../../lib/find/sinks.ts";
import { isNamedAsTag } from "../../../lib/find/tag-names.ts";
import { clientLibraries, factsOf, isDriver, libraries } from "../../../lib/libraries/index.ts";
import type { Names } from "../../../lib/libraries/names.ts";
import {
  configurationReaders,
  modelFinders,
  modelsReaderOf,
  readers,
  readersOf,
} from "../../../lib/libraries/readers.ts";
import { validate } from "../../../lib/settings.ts";
import { beginsStatement, isClient, isMutable, leavesAlone } from "../../../lib/source/built/clients.ts";
import { parseModule } from "../../../lib/source/open-module.ts";
import { generatedFrom, knownPackage, packageOfGlobal } from "../../../lib/source/packages.ts";

const folder = fileURLToPath(new URL("../../../lib/libraries", import.meta.url));
/** A name as a program may write it. */
const written = (name: string) => name.replace("*", "").replace("+", "More");
const all = (names: Names | undefined) => (names ?? []).map(written);

it("has every folder in the list, and every library in a folder of its own", async () => {
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const listed = new Set<unknown>(libraries);
  for (const { name } of folders) {
    const facts = Object.values((await import(`../../../lib/libraries/${name}/facts.ts`)) as object);
    expect(
      facts.some((one) => listed.has(one)),
      name,
    ).toBe(true);
  }
  expect(folders).toHaveLength(libraries.length);
  expect(new Set(libraries.map(({ name }) => name)).size).toBe(libraries.length);
});

describe.each(libraries.map((library) => [library.name, library] as const))("%s", (name, library) => {
  const { packages, sql, builder, models, migrations, sqlMigrations, configuration } = library;
  const origin = (path: string) =>
    ({ library: name, package: packages[0]?.modules[0] ?? "", path, how: "origin" }) as const;

  it("is known by its packages", () => {
    expect(factsOf(name)).toBe(library);
    for (const module of packages.flatMap(({ modules }) => modules.map((one) => one.replace("/*", "/x")))) {
      expect(knownPackage(module)?.library).toBe(name);
      expect(mayHoldSql(`import x from "${module}";`), module).toBe(true);
    }
    for (const module of all(library.imports)) expect(mayHoldSql(`require('${module}')`), module).toBe(true);
    for (const driver of all(library.drivers)) expect(isDriver(driver), driver).toBe(true);
    for (const one of all(library.generated)) expect(generatedFrom(one)).toBe(packages[0]?.modules[0]);
    if (library.global !== undefined) expect(packageOfGlobal(library.global)).toBe(packages[0]?.modules[0]);
  });

  it("takes SQL where its facts say so", () => {
    expect(clientLibraries.includes(name)).toBe(sql !== undefined);
    const like = () => validate({ clients: [{ name: "db", like: name }] }, "configure()", "/");
    if (sql) expect(like().clients[0]?.like).toBe(name);
    else expect(like).toThrow(/names no known library/);
    for (const tag of all(sql?.glance?.tags)) {
      expect(isNamedAsTag(tag)).toBe(true);
      expect(mayHoldSql(`${tag}\`x\``), tag).toBe(true);
    }
    for (const text of all(sql?.glance?.texts)) expect(mayHoldSql(`db.${text}(text)`), text).toBe(true);
    // What a package exports by itself can be called by its name.
    const [module = ""] = packages[0]?.modules ?? [];
    const calleeAt = (path: string) => {
      const parsed = parseModule(`import { ${path.split(".")[0] ?? ""} } from "${module}";\n${path};`, "/app.ts");
      const statement = parsed?.ast.body.at(-1);
      if (!parsed || statement?.type !== "ExpressionStatement") throw new Error(path);
      return [statement.expression, parsed] as const;
    };
    const plain = (paths: object | undefined) =>
      Object.keys(paths ?? {}).filter((path) => /^[A-Za-z][\w.]*$/.test(path));
    const own = (path: string) => !packages[0] || !Object.hasOwn(packages[0].flows, path);
    for (const path of plain(sql?.tags).filter(own)) expect(tagOf(...calleeAt(path))?.library, path).toBe(name);
    for (const path of plain(sql?.texts).filter(own)) expect(sinkOf(...calleeAt(path))?.library, path).toBe(name);
  });

  it("has its builder's words in every list", () => {
    expect(readersOf(name).builder?.library).toBe(builder ? name : undefined);
    if (!builder) return;
    for (const path of builder.clients) expect(isClient(origin(path))).toBe(true);
    for (const path of all(builder.makers)) expect(beginsStatement(origin(path))).toBe(true);
    for (const path of builder.clients) expect(isMutable(origin(path)), path).toBe(builder.mutable ?? false);
    expect(isMutable(origin("pgSchema"))).toBe(false);
    for (const step of all(builder.leaving)) expect(leavesAlone(step), step).toBe(true);
    for (const word of all(builder.words.needed)) {
      const module = parseModule(`const f = (x) => x.y.${word}(z).run();`, "/app.ts");
      const statement = module?.ast.body[0];
      const made = statement?.type === "VariableDeclaration" ? statement.declarations[0]?.init : null;
      if (!module || made?.type !== "ArrowFunctionExpression") throw new Error(word);
      expect(new MayBuild(module).isAt(made.body), word).toBe(true);
    }
    for (const word of all(builder.words.telling)) expect(mayHoldSql(`x.${word}(y)`), word).toBe(true);
    for (const word of all(builder.words.shared)) expect(mayHoldSql(`x.${word}({ y })`), word).toBe(true);
    for (const word of all(builder.words.assigning)) expect(mayHoldSql(`x.${word}({ y })`), word).toBe(true);
    const evident = builder.evidence?.client;
    if (evident) expect(isClient({ ...origin(evident.path), package: evident.module })).toBe(true);
  });

  it("has a reader for whatever is written with it", () => {
    const own = readersOf(name);
    expect(own.migrations !== undefined).toBe(migrations !== undefined);
    expect(configurationReaders.has(name)).toBe((configuration?.files.length ?? 0) > 0);
    if (models) expect(modelsReaderOf(models.kind)).toBe(own.models);
    else expect(own.models).toBe(modelFinders.find(({ kind }) => kind === name));
    const places = usualPlaces.join("\n");
    if (migrations) {
      expect(places).toContain(library.title ?? name);
      expect(runsSqlFiles(name)).toBe(migrations.runsSqlFiles ?? false);
      expect(inOrder(["/9_a.ts", "/10_b.ts"], name)[0]).toBe(migrations.byName ? "/10_b.ts" : "/9_a.ts");
    }
    if (sqlMigrations?.shown !== undefined) expect(places).toContain(sqlMigrations.shown);
  });
});

it("lists readers of known libraries only", () => {
  expect(Object.keys(readers).filter((name) => factsOf(name) === null)).toEqual([]);
});
