import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";

const { valid, invalid } = drawn(noHardDelete, {
  files: { "prisma/schema.prisma": prismaSchema },
  settings: { schema: ["prisma/schema.prisma"] },
});

describe("a client that a container gives", () => {
  invalid(
    "or a function that is awaited",
    ts`
    import { PrismaService } from "./prisma.service";
    import { getPrisma } from "@acme/db";
    export async function one(app: any) {
      const prisma = app.get(PrismaService);
      await prisma.member.deleteMany({ where: { id: 1 } });
                   ~~~~~~ hardDelete
      const client = await getPrisma();
      await client.member.deleteMany({ where: { id: 1 } });
                   ~~~~~~ hardDelete
      const rows = await getPrisma();
      await rows.stranger.deleteMany({ where: { id: 1 } });
      const repository = app.get("members");
      await repository.deleteMany({ where: { id: 1 } });
    }
  `,
  );
});

describe("Prisma's deletions", () => {
  invalid(
    "of one row",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const remove = (id: number) => prisma.member.delete({ where: { id } });
                                                 ~~~~~~ hardDelete: "members"
  `,
    { suggestions: ["prisma.member.update({ where: { id, deletedAt: null }, data: { deletedAt: new Date() } })"] },
  );

  invalid(
    "of many, and of all",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function clear(memberId: number) {
      await prisma.booking.deleteMany({
                   ~~~~~~~ hardDelete: "bookings"
        where: { memberId },
      });
      await prisma.tag.deleteMany();
                   ~~~ hardDelete: "tags"
    }
  `,
    {
      suggestions: [
        "prisma.booking.updateMany({\n    where: { memberId, deletedAt: null },\n    data: { deletedAt: new Date() },\n",
        "prisma.tag.updateMany({ where: { deletedAt: null }, data: { deletedAt: new Date() } })",
      ],
    },
  );

  invalid(
    "in transactions of both kinds",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function leave(id: number) {
      await prisma.$transaction([prisma.booking.deleteMany({ where: { memberId: id } }), prisma.member.update({ where: { id }, data: { points: 0 } })]);
                                        ~~~~~~~ hardDelete: "bookings"
      await prisma.$transaction(async (tx) => {
        await tx.member.delete({ where: { id } });
                 ~~~~~~ hardDelete: "members"
      });
      const removal = prisma.card.deleteMany({ where: { memberId: id } });
                             ~~~~ hardDelete: "cards"
      await prisma.$transaction([removal]);
    }
  `,
  );

  invalid(
    "nested in other writes",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const a = (id: number) => prisma.member.update({ where: { id }, data: { bookings: { deleteMany: { price: 0 } } } });
                                                                                               ~~~~~~~~~~ hardDelete: "bookings"
    export const b = (id: number) => prisma.member.update({ where: { id }, data: { bookings: { delete: { id: 3 } } } });
                                                                                               ~~~~~~ hardDelete: "bookings"
    export const c = (id: number) => prisma.member.update({ where: { id }, data: { card: { delete: true } } });
                                                                                           ~~~~~~ hardDelete: "cards"
  `,
    {
      suggestions: [
        "bookings: { updateMany: { where: { price: 0 }, data: { deletedAt: new Date() } } }",
        "bookings: { update: { where: { id: 3 }, data: { deletedAt: new Date() } } }",
        "card: { update: { deletedAt: new Date() } }",
      ],
    },
  );

  valid(
    "of rows that are already marked, and of tables without a mark",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const purge = (before: Date) => prisma.member.deleteMany({ where: { deletedAt: { lt: before } } });
    export const empty = () => prisma.booking.deleteMany({ where: { deletedAt: { not: null } } });
    export const close = (id: number) => prisma.studio.delete({ where: { id } });
    export const untag = (id: number) => prisma.room.update({ where: { id }, data: { tags: { set: [], disconnect: { id: 1 } } } });
  `,
  );

  valid(
    "of a condition that is not known",
    ts`
    import { PrismaClient, type Prisma } from "@prisma/client";
    const prisma = new PrismaClient();
    export const some = (where: Prisma.MemberWhereInput) => prisma.member.deleteMany({ where });
    export const named = new Map<string, number>();
    named.delete("member");
  `,
  );

  valid(
    "where an extension makes an update of it",
    ts`
    import { PrismaClient } from "@prisma/client";
    const base = new PrismaClient();
    const prisma = base.$extends({ query: { $allModels: { async delete({ model, args }) { return (base as any)[model].update({ ...args, data: { deletedAt: new Date() } }); } } } });
    export const remove = (id: number) => prisma.member.delete({ where: { id } });
  `,
  );
});
