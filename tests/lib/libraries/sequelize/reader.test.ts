import { beforeAll, describe, expect, it } from "vitest";
import { expectReading, readBuilderIn, type Project } from "../../read/builder/agree.ts";
import { connected, type Connected } from "./client.ts";
import { modelsSource } from "./models.ts";
import { reads, writes } from "./shapes.ts";

const project: Project = { models: { "models.js": modelsSource }, file: "app.js" };

const source = (
  code: string,
): string => `import { Op, Sequelize, fn, col, literal, cast, where, and, or } from "sequelize";
import { sequelize, Member, Booking, Card, Room, Studio, Tag, RoomTag } from "./models.js";
export async function shape(input) {
  return await ${code};
}
`;

const input = { email: "a@x", price: 3, ids: [1, 2] };

let client: Connected;
beforeAll(() => {
  client = connected();
});

/** What Sequelize sends for a piece of code. */
async function sentBy(code: string): Promise<string[]> {
  const work = new Function(...Object.keys(client.names), "input", `return (${code});`) as (
    ...values: readonly unknown[]
  ) => Promise<unknown>;
  client.sent();
  try {
    await work(...Object.values(client.names), input);
  } catch (error) {
    // It misses the rows that a database would have given.
    if (client.sent.length > 0 && !/reading|reload|undefined|^$/.test((error as Error).message)) throw error;
  }
  return client.sent();
}

const readingsOf = (code: string) => readBuilderIn(source(code), project);

describe("Sequelize", () => {
  it.each(reads)("reads %s", async (code) => {
    const sent = await sentBy(code);
    const { readings, catalog } = readingsOf(code);
    expect(readings).toHaveLength(sent.length > 0 ? 1 : 0);
    if (sent.length > 0) expectReading(readings[0], sent, { catalog, ignore: ["order"] });
  });

  it.each(writes)("reads %s", async (code) => {
    const sent = await sentBy(code);
    const { readings, catalog } = readingsOf(code);
    expect(readings).toHaveLength(1);
    expectReading(readings[0], sent, { catalog, ignore: ["returning"] });
  });

  it.each([
    ["ctx.models.Member.findAll({ where: { points: 1 } })", "ctx"],
    ["Member.findOne({ where: { points: 1 } })", "{ Member }"],
    ["this.models.Member.scope('keen').count()", ""],
  ])("knows %s by the model's name, where its client is out of sight", (code, parameters) => {
    const { readings } = readBuilderIn(
      `export class Store { async run(${parameters}) { return await ${code}; } }`,
      project,
    );
    expect(readings.map(({ site, status }) => [site.library, status])).toEqual([
      ["sequelize", /scope/.test(code) ? "partly" : "checked"],
    ]);
  });

  it("takes no model of another library for one", () => {
    const { readings } = readBuilderIn(
      "export const run = async (ctx) => await ctx.models.Nobody.findAll(); const cache = new Map(); export const gone = () => cache.delete(3);",
      project,
    );
    expect(readings).toEqual([]);
  });

  it("leaves unknown what it cannot follow", () => {
    const where = (code: string) => readingsOf(code).readings[0];
    for (const code of [
      "Member.findAll({ where: input })",
      "Member.findAll(input)",
      "Room.findAll({ where: { label: 'x', ...input } })",
      "Room.scope(input).findAll()",
      "Room.findAll({ where: { [Op.and]: input.all } })",
    ]) {
      expect(where(code)?.status, code).toBe("partly");
    }
  });
});
