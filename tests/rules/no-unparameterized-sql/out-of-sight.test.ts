import { expect, it } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { linterFor } from "../../draw.ts";

const clients = { dependencies: { pg: "8", mysql2: "3" } };

/** What is said of a text that an object out of sight is given, in a project with these packages. */
function found(value: string, packages: object): readonly string[] {
  const code = `export const f = (db, req, name) => db.query(\`SELECT id FROM ports WHERE name = '\${${value}}'\`);`;
  const lint = linterFor(
    noUnparameterizedSql,
    { files: { "package.json": JSON.stringify(packages) } },
    { code, marks: [], extension: "ts" },
  );
  return lint.verify(code).map(({ message }) => message);
}

it("tells what a request pastes, whichever of the project's databases it is for", () => {
  expect(found("req.query.name", clients)).toHaveLength(1);
  expect(found("name", clients)).toEqual([]);
  expect(found("name", { dependencies: { pg: "8" } })).toHaveLength(1);
  expect(found("req.query.name", { dependencies: { mysql2: "3" } })).toEqual([]);
});

it("leaves pieces alone that a package writes which has drivers of other databases only", () => {
  const piece = (dependencies: object): number => {
    const code =
      'import { Sequelize } from "sequelize"; app.get("/", (req, res) => res.send(Sequelize.literal(`(SELECT id FROM ports WHERE name = \'${req.query.name}\')`)));';
    const files = { "package.json": JSON.stringify({ dependencies }) };
    return linterFor(noUnparameterizedSql, { files }, { code, marks: [], extension: "ts" }).verify(code).length;
  };
  expect(piece({ sequelize: "6", mysql2: "3" })).toBe(0);
  expect(piece({ sequelize: "6", mysql2: "3", pg: "8" })).toBe(1);
  expect(piece({ sequelize: "6" })).toBe(1);
});
