import type { PGlite } from "@electric-sql/pglite";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { connected, type Connected } from "../../lib/libraries/sequelize/client.ts";
import { modelsSource } from "../../lib/libraries/sequelize/models.ts";
import { emptyDatabase } from "../../postgres.ts";
import { newFolder } from "../../project-folder.ts";

const folder = newFolder();
let postgres: PGlite;
let client: Connected;

beforeAll(async () => {
  writeFileSync(join(folder, "models.js"), modelsSource);
  postgres = await emptyDatabase();
  client = connected(postgres);
  await postgres.exec(`
    CREATE TABLE members (id serial PRIMARY KEY, email text NOT NULL, full_name text, points int, labels text[], settings jsonb, joined_at timestamptz, "createdAt" timestamptz, "updatedAt" timestamptz, "deletedAt" timestamptz, "sponsorId" int);
    CREATE TABLE bookings (id serial PRIMARY KEY, price int, starts_at timestamptz, "createdAt" timestamptz, "updatedAt" timestamptz, "deletedAt" timestamptz, "memberId" int, "roomId" int);
    CREATE TABLE studios (id serial PRIMARY KEY, slug text, open boolean, secret text);
    CREATE TABLE rooms (id serial PRIMARY KEY, label text, "deletedAt" timestamptz, "studioId" int);
    CREATE TABLE tags (id serial PRIMARY KEY, word text);
    CREATE TABLE room_tags (weight int, "deletedAt" timestamptz, "roomId" int, "tagId" int);
    INSERT INTO studios (slug, open) VALUES ('s', true);
    INSERT INTO members (email) VALUES ('a');
    INSERT INTO rooms (label, "studioId", "deletedAt") VALUES ('live', 1, NULL), ('live', 1, NULL), ('gone', 1, now());
    INSERT INTO bookings (price, "memberId", "roomId") VALUES (1, 1, 1), (2, 1, 3), (3, 1, NULL);
    INSERT INTO tags (word) VALUES ('t');
    INSERT INTO room_tags ("roomId", "tagId") VALUES (1, 1), (3, 1);
  `);
}, 60_000);

const head = `import { Op } from "sequelize";\nimport { Booking, Member, Room, Studio, Tag } from "./models.js";\nexport const rows = await `;

/** The shape after all suggestions, which are applied one by one until there is none. */
function mended(shape: string): string {
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ["**/*.js"],
      languageOptions: { parser: parser as Linter.Parser, sourceType: "module" },
      plugins: {
        rowguard: {
          rules: {
            "require-soft-delete-filter": requireSoftDeleteFilter as never,
            "no-hard-delete": noHardDelete as never,
          },
        },
      },
      rules: { "rowguard/require-soft-delete-filter": "error", "rowguard/no-hard-delete": "error" },
      settings: { rowguard: { root: folder, schema: ["models.js"] } },
    },
  ];
  let code = `${head}${shape};\n`;
  for (let turn = 0; turn < 6; turn++) {
    const [message] = linter.verify(code, config, { filename: join(folder, "code.js") });
    if (!message) break;
    const fix = message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`no suggestion for "${message.message}" in ${code}`);
    code = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
  }
  return code.slice(head.length, -2);
}

/** What a shape gives, as plain data; what it changes is taken back. */
async function given(shape: string): Promise<unknown> {
  const run = new Function(...Object.keys(client.names), `return ${shape};`) as (
    ...values: readonly unknown[]
  ) => Promise<unknown>;
  await postgres.exec("BEGIN");
  try {
    const answer = JSON.parse(JSON.stringify(await run(...Object.values(client.names)))) as unknown;
    const { rows } = await postgres.query('SELECT count(*)::int AS all, count("deletedAt")::int AS deleted FROM rooms');
    return { answer, rooms: rows[0] };
  } finally {
    await postgres.exec("ROLLBACK");
  }
}

describe("suggestions for Sequelize", () => {
  it.each([
    ["Room.findAll()", "Room.findAll({ where: { deletedAt: null } })"],
    ['Room.findAll({ where: { label: "gone" } })', 'Room.findAll({ where: { label: "gone", deletedAt: null } })'],
    [
      'Room.findAll({ where: { [Op.or]: [{ label: "gone" }, { id: 1 }] } })',
      'Room.findAll({ where: { [Op.or]: [{ label: "gone" }, { id: 1 }], deletedAt: null } })',
    ],
    ["Room.findByPk(3)", "Room.findOne({ where: { id: 3, deletedAt: null } })"],
    ["Room.count()", "Room.count({ where: { deletedAt: null } })"],
    [
      'Booking.findAll({ include: ["room"] })',
      'Booking.findAll({ include: [{ association: "room", where: { deletedAt: null }, required: false }] })',
    ],
    [
      'Booking.findAll({ include: [{ model: Room, as: "room", required: true }] })',
      'Booking.findAll({ include: [{ model: Room, as: "room", required: true, where: { deletedAt: null } }] })',
    ],
    [
      'Studio.findAll({ include: { association: "rooms", where: { label: "live" } } })',
      'Studio.findAll({ include: { association: "rooms", where: { label: "live", deletedAt: null } } })',
    ],
    ['Member.findAll({ include: ["bookings"] })', 'Member.findAll({ include: ["bookings"] })'],
    ["Member.findAll({ paranoid: false })", "Member.findAll({ paranoid: false })"],
  ])("%s", async (shape, wanted) => {
    const code = mended(shape);
    expect(code).toBe(wanted);
    const { answer } = (await given(code)) as { answer: unknown };
    expect(JSON.stringify(answer)).not.toContain("gone");
    // Rows that have no such room are still there.
    if (shape.includes('Booking.findAll({ include: ["room"]')) expect(answer).toHaveLength(3);
  });

  it.each([
    ["Room.destroy({ where: { id: 1 } })", "Room.update({ deletedAt: new Date() }, { where: { id: 1 } })"],
    ['Member.destroy({ where: { email: "a" }, force: true })', 'Member.destroy({ where: { email: "a" } })'],
    ['Member.destroy({ force: true, where: { email: "a" } })', 'Member.destroy({ where: { email: "a" } })'],
  ])("%s", async (shape, wanted) => {
    const code = mended(shape);
    expect(code.replace(", deletedAt: null", "")).toBe(wanted);
    const { rooms } = (await given(code)) as { rooms: unknown };
    expect(rooms).toEqual({ all: 3, deleted: shape.startsWith("Room") ? 2 : 1 });
  });
});
