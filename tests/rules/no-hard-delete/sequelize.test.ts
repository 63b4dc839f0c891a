import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/sequelize.ts";

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
