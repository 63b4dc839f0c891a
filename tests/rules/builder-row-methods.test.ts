import { describe } from "vitest";
import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const sequelizeModels = `import { DataTypes, Model, Sequelize } from "sequelize";
export const sequelize = new Sequelize("postgres://localhost/x");
export class Room extends Model {}
Room.init({ label: DataTypes.TEXT, deletedAt: DataTypes.DATE }, { sequelize, tableName: "rooms", timestamps: false });
export class Booking extends Model {}
Booking.init({ price: DataTypes.INTEGER }, { sequelize, tableName: "bookings", paranoid: true });
export class Tag extends Model {}
Tag.init({ word: DataTypes.TEXT }, { sequelize, tableName: "tags", timestamps: false });
export class Seat extends Model { async destroy() { await this.update({ deletedAt: new Date() }); } }
Seat.init({ label: DataTypes.TEXT, deletedAt: DataTypes.DATE }, { sequelize, tableName: "seats", timestamps: false });
`;

const setting = { files: { "models.ts": sequelizeModels }, settings: { schema: ["models.ts"] } };

describe("rows of Sequelize's models that are deleted", () => {
  const { valid, invalid } = drawn(noHardDelete, setting);
  invalid(
    "what was found by its key",
    ts`
    import { Room } from "./models";
    export async function close(id: number) {
      const room = await Room.findByPk(id);
      if (!room) throw new Error("no room");
      await room.destroy();
            ~~~~ hardDelete: "rooms"
    }
  `,
    { suggestions: ["await room.update({ deletedAt: new Date() });"] },
  );
  invalid(
    "with options",
    ts`
    import { Room } from "./models";
    export async function close(id: number, transaction: never) {
      const room = await Room.findOne({ where: { id, deletedAt: null } });
      await room?.destroy({ transaction });
            ~~~~ hardDelete
    }
  `,
    { suggestions: ["await room?.update({ deletedAt: new Date() }, { transaction });"] },
  );
  invalid(
    "by force",
    ts`
    import { Booking } from "./models";
    export async function cancel(id: number) {
      const booking = await Booking.findByPk(id);
      await booking.destroy({ force: true });
            ~~~~~~~ hardDelete: "bookings"
    }
  `,
  );
  invalid(
    "each of a list, in loops and callbacks",
    ts`
    import { Room } from "./models";
    export async function closeAll() {
      const rooms = await Room.findAll({ where: { label: "x", deletedAt: null } });
      for (const room of rooms) await room.destroy();
                                      ~~~~ hardDelete
      await Promise.all(rooms.map((one) => one.destroy()));
                                           ~~~ hardDelete
      await rooms[0].destroy();
            ~~~~~~~~ hardDelete
      const [first] = rooms;
      await first!.destroy();
            ~~~~~ hardDelete
      await Room.findByPk(1).then((it) => it.destroy());
                                          ~~ hardDelete
      await (await Room.findByPk(2)).destroy();
             ~~~~~~~~~~~~~~~~~~~~~~ hardDelete
    }
  `,
  );
  invalid(
    "a parameter of the model's type",
    ts`
    import { Room } from "./models";
    export const close = async (room: Room) => { await room.destroy(); };
                                                       ~~~~ hardDelete
  `,
  );
  valid(
    "a paranoid model, a table without soft deletion, a method of its own",
    ts`
    import { Booking, Seat, Tag } from "./models";
    export async function drop(id: number, seat: Seat) {
      const booking = await Booking.findByPk(id);
      await booking.destroy();
      await booking.restore();
      const tag = await Tag.findByPk(id);
      await tag.destroy();
      await seat.destroy();
      await (await Seat.findByPk(id)).destroy();
    }
  `,
  );
  valid(
    "what is no row, or not known to be one",
    ts`
    import { Room } from "./models";
    import { createConnection } from "node:net";
    export async function drop(room: { destroy(): void }, cache: Map<string, Room> & { destroy(): void }, id: number) {
      const socket = createConnection(1);
      socket.destroy();
      cache.destroy();
      room.destroy();
      const rooms = await Room.count();
      rooms.destroy();
      let found = await Room.findByPk(id);
      found = wrap(found);
      await found.destroy();
      const all = await Room.findAll();
      await all.destroy();
    }
  `,
  );
});

describe("rows of Sequelize's models that are changed", () => {
  const { valid } = drawn(requireSoftDeleteFilter, setting);
  valid(
    "by their key, which asks for no filter",
    ts`
    import { Room } from "./models";
    export async function rename(id: number, label: string, other: Room) {
      const room = await Room.findOne({ where: { id, deletedAt: null } });
      await room.update({ label });
      await other.increment("label");
      await other.destroy();
    }
  `,
  );
});

describe("rows of TypeORM's active records", () => {
  const { valid, invalid } = drawn(noHardDelete, {
    files: {
      "entities.ts": `import { BaseEntity, Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity("readers") export class Reader extends BaseEntity {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @DeleteDateColumn() deletedAt: Date;
}
@Entity("words") export class Word extends BaseEntity {
  @PrimaryGeneratedColumn() id: number;
}
@Entity("shelves") export class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @DeleteDateColumn() deletedAt: Date;
  remove() { return 1; }
}
`,
    },
    settings: { schema: ["entities.ts"] },
  });
  invalid(
    "are removed",
    ts`
    import { Reader } from "./entities";
    export async function leave(id: number, other: Reader) {
      const reader = await Reader.findOneBy({ id });
      await reader.remove();
            ~~~~~~ hardDelete: "readers"
      await other.remove();
            ~~~~~ hardDelete
    }
  `,
    { suggestions: ["await reader.softRemove();", "await other.softRemove();"] },
  );
  valid(
    "are marked, have no soft deletion, or are none",
    ts`
    import { Reader, Shelf, Word } from "./entities";
    export async function leave(id: number, shelf: Shelf, node: Element) {
      const reader = await Reader.findOneBy({ id });
      await reader.softRemove();
      await reader.recover();
      const word = await Word.findOneBy({ id });
      await word.remove();
      shelf.remove();
      node.remove();
    }
  `,
  );
});
