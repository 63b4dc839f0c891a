import { describe, expect, it } from "vitest";
import { catalogOfModels } from "../../read/models/catalog-of-models.ts";

const entities = `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity() export class BookShelf { @PrimaryGeneratedColumn() shelfId: number; @Column() madeOf: string; @Column({ name: "Width" }) width: number; @ManyToOne(() => Room) standsIn: Room; }
@Entity({ name: "rooms" }) export class Room { @PrimaryGeneratedColumn({ name: "id" }) id: number; @Column() wallColour: string; }
`;

function named(strategy: string, expression = "new Ours()") {
  const catalog = catalogOfModels(
    "typeorm",
    {
      "entities.ts": entities,
      "source.ts": `import { DataSource } from "typeorm";\nimport { Ours } from "./ours";\nexport const source = new DataSource({ type: "postgres", namingStrategy: ${expression} });\n`,
      "ours.ts": strategy,
    },
    ["entities.ts", "source.ts"],
  );
  return {
    tables: [...catalog.relations.values()].map(
      (table) =>
        `${table.name}(${(table.columns ?? []).map((column) => (typeof column === "string" ? column : column.name)).join(", ")})`,
    ),
    problems: catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
  };
}

describe("TypeORM's naming strategies", () => {
  it("of the project are followed, also where they lean on TypeORM's", () => {
    expect(
      named(`import { DefaultNamingStrategy, NamingStrategyInterface } from "typeorm";
import { snakeCase } from "typeorm/util/StringUtils";
export class Ours extends DefaultNamingStrategy implements NamingStrategyInterface {
  tableName(className: string, customName: string) { return customName ? customName : "app_" + snakeCase(className); }
  columnName(propertyName: string, customName: string, embeddedPrefixes: string[]) { return snakeCase(embeddedPrefixes.concat(customName ? customName : propertyName).join("_")); }
  joinColumnName(relationName: string, referencedColumnName: string) { return snakeCase(super.joinColumnName(relationName, referencedColumnName)); }
}`),
    ).toEqual({
      tables: ["app_book_shelf(shelf_id, made_of, width, stands_in_id)", "rooms(id, wall_colour)"],
      problems: [],
    });
  });
  it("of packages are known by name, and may be extended", () => {
    const snake = {
      tables: ["book_shelf(shelf_id, made_of, Width, stands_in_id)", "rooms(id, wall_colour)"],
      problems: [],
    };
    expect(named('export { SnakeNamingStrategy as Ours } from "typeorm-naming-strategies";')).toEqual(snake);
    expect(
      named(
        'import { SnakeNamingStrategy } from "typeorm-naming-strategies";\nexport class Ours extends SnakeNamingStrategy {}',
      ),
    ).toEqual(snake);
    expect(
      named(
        'import { SnakeNamingStrategy } from "typeorm-naming-strategies";\nimport pluralize from "pluralize";\nexport class Ours extends SnakeNamingStrategy {\n  tableName(className: string, customName: string) { return customName || pluralize(super.tableName(className, customName)); }\n}',
      ).tables[0],
    ).toMatch(/^book_shelves\(/);
  });
  const untold = {
    tables: ["rooms(id)"],
    problems: [
      "source.ts:3 what this naming strategy calls tables and columns could not be told: those that the entities do not name are left out",
    ],
  };
  it("that cannot be told leave out what the entities do not name, and are a problem with their place", () => {
    expect(
      named(
        "export class Ours { tableName(name: string) { return secret(name); } columnName(name: string) { return secret(name); } joinColumnName() { return secret(); } }",
      ),
    ).toEqual(untold);
    expect(named('export { Ours } from "@acme/naming";')).toEqual(untold);
  });
});
