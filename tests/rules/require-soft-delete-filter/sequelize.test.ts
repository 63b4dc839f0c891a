import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/sequelize.ts";

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
