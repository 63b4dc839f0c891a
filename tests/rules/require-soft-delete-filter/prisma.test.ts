import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  files: { "prisma/schema.prisma": prismaSchema },
  settings: { schema: ["prisma/schema.prisma"] },
});

describe("a model that is read", () => {
  invalid(
    "without where",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const all = () => prisma.member.findMany();
                                    ~~~~~~ unfilteredRead: "members"
  `,
    { suggestions: ["prisma.member.findMany({ where: { deletedAt: null } })"] },
  );

  invalid(
    "with other arguments",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function all(take: number) {
      return await prisma.member.findMany({
                          ~~~~~~ unfilteredRead
        take,
      });
    }
  `,
    { suggestions: ["    take,\n    where: { deletedAt: null },\n"] },
  );

  invalid(
    "with other conditions",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const byMail = (email: string) => prisma.member.findFirst({ where: { email }, select: { id: true } });
                                                    ~~~~~~ unfilteredRead
  `,
    { suggestions: ["{ where: { email, deletedAt: null }, select"] },
  );

  invalid(
    "by its key",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const one = (id: number) => prisma.member.findUnique({ where: { id } });
                                              ~~~~~~ unfilteredRead
  `,
    { suggestions: ["{ where: { id, deletedAt: null } }"] },
  );

  invalid(
    "with a where that is made before",
    ts`
    import { PrismaClient, type Prisma } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function search(text: string | undefined) {
      const where: Prisma.MemberWhereInput = { points: { gt: 0 } };
      if (text) where.fullName = { contains: text };
      return prisma.member.findMany({ where });
                    ~~~~~~ unfilteredRead
    }
  `,
    { suggestions: ["findMany({ where: { ...where, deletedAt: null } })"] },
  );

  invalid(
    "where an alternative lets deleted rows through",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const some = () => prisma.member.findMany({ where: { OR: [{ deletedAt: null, points: 1 }, { points: 2 }] } });
                                     ~~~~~~ filterInOr: Require deletedAt: null with AND.
  `,
    { suggestions: ["{ points: 2 }], deletedAt: null }"] },
  );

  valid(
    "with the condition",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const all = () => prisma.member.findMany({ where: { deletedAt: null } });
    export const gone = () => prisma.member.count({ where: { deletedAt: { not: null } } });
    export const also = () => prisma.member.findMany({ where: { AND: [{ points: 1 }, { deletedAt: null }] } });
    export const asked = (withDeleted: boolean) => prisma.member.findMany({ where: { ...(withDeleted ? {} : { deletedAt: null }) } });
    export const maybe = (withDeleted: boolean) => prisma.member.findMany({ where: { deletedAt: withDeleted ? undefined : null } });
    export const either = (withDeleted: boolean) => prisma.member.findMany(withDeleted ? {} : { where: { deletedAt: null } });
  `,
  );

  valid(
    "with a condition that another file adds",
    ts`
    import { PrismaClient } from "@prisma/client";
    import { live, ofMember } from "./conditions.ts";
    const prisma = new PrismaClient();
    export const all = () => prisma.member.findMany({ where: live });
    export const bookings = (memberId: number) => prisma.booking.findMany({ where: ofMember(memberId) });
  `,
    {
      files: {
        "prisma/schema.prisma": prismaSchema,
        "conditions.ts": `import type { Prisma } from "@prisma/client";\nexport const live = { deletedAt: null } satisfies Prisma.MemberWhereInput;\nexport function ofMember(memberId: number): Prisma.BookingWhereInput {\n  return { ...live, memberId };\n}\n`,
      },
    },
  );

  valid(
    "with conditions of which nothing is known",
    ts`
    import { PrismaClient, type Prisma } from "@prisma/client";
    const prisma = new PrismaClient();
    export const asked = (where: Prisma.MemberWhereInput) => prisma.member.findMany({ where });
    export const given = (args: Prisma.MemberFindManyArgs) => prisma.member.findMany(args);
    export const spread = (more: Prisma.MemberWhereInput) => prisma.member.findMany({ where: { points: 1, ...more } });
    export const any = (model: "member" | "booking") => prisma[model].findMany();
    export const unseen = (prismaArgs: object[]) => prisma.member.findMany(...prismaArgs);
  `,
  );

  valid(
    "that has no column of the kind, or whose rows are looked at",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const studios = () => prisma.studio.findMany({ include: { rooms: { where: { deletedAt: null } } } });
    export async function one(id: number) {
      const member = await prisma.member.findUnique({ where: { id } });
      if (!member || member.deletedAt) throw new Error("gone");
      return member.email;
    }
  `,
  );
});

describe("relations", () => {
  invalid(
    "a list that is included",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const studios = () => prisma.studio.findMany({ include: { rooms: true } });
                                                                     ~~~~~ unfilteredRead: "rooms"
  `,
    { suggestions: ["{ include: { rooms: { where: { deletedAt: null } } } }"] },
  );

  invalid(
    "a list inside another, selected",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const studios = () => prisma.studio.findMany({
      select: { rooms: { where: { deletedAt: null }, select: { bookings: { select: { id: true } } } } },
                                                               ~~~~~~~~ unfilteredRead: "bookings"
    });
  `,
    { suggestions: ["bookings: { select: { id: true }, where: { deletedAt: null } }"] },
  );

  invalid(
    "a count",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const studios = () => prisma.studio.findMany({ include: { _count: { select: { rooms: true } } } });
                                                                                         ~~~~~ unfilteredRead: "rooms"
  `,
    { suggestions: ["{ select: { rooms: { where: { deletedAt: null } } } }"] },
  );

  invalid(
    "some, none, and a row that another one leads to",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const a = () => prisma.studio.findMany({ where: { rooms: { some: { label: "x" } } } });
                                                             ~~~~~ unfilteredRead
    export const b = () => prisma.studio.findMany({ where: { rooms: { none: {} } } });
                                                             ~~~~~ unfilteredRead
    export const c = () => prisma.card.findMany({ where: { deletedAt: null, member: { email: "x" } } });
                                                                            ~~~~~~ unfilteredRead
  `,
    {
      suggestions: [
        `some: { label: "x", deletedAt: null }`,
        "none: { deletedAt: null }",
        `member: { email: "x", deletedAt: null }`,
      ],
    },
  );

  invalid(
    "every, which a deleted row must not fail",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const a = () => prisma.studio.findMany({ where: { rooms: { every: { label: "x" } } } });
                                                             ~~~~~ unfilteredRead
  `,
    { suggestions: [`every: { OR: [{ deletedAt: { not: null } }, { label: "x" }] }`] },
  );

  invalid(
    "a fluent one",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const rooms = (id: number) => prisma.studio.findUnique({ where: { id } }).rooms();
                                                                                     ~~~~~ unfilteredRead
  `,
    { suggestions: [".rooms({ where: { deletedAt: null } })"] },
  );

  valid(
    "an optional row that this one names, which is read beside it",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const bookings = () => prisma.booking.findMany({ where: { deletedAt: null }, include: { room: true } });
    export const labels = () => prisma.booking.findMany({ where: { deletedAt: null }, select: { room: { select: { label: true } } } });
  `,
  );

  invalid(
    "an optional row that is asked for by itself",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const room = (id: number) => prisma.booking.findFirst({ where: { id, deletedAt: null } }).room();
                                                                                                     ~~~~ unfilteredRead: "rooms"
  `,
    { suggestions: [".room({ where: { deletedAt: null } })"] },
  );

  valid(
    "with their conditions",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const studios = () => prisma.studio.findMany({
      where: { rooms: { some: { deletedAt: null, bookings: { none: { deletedAt: null } } } } },
      include: { rooms: { where: { deletedAt: null } }, _count: { select: { rooms: { where: { deletedAt: null } } } } },
    });
    export const either = () => prisma.card.findMany({ where: { deletedAt: null, OR: [{ member: { deletedAt: null, email: "x" } }, { digits: "1" }] } });
    export const every = () => prisma.studio.findMany({ where: { rooms: { every: { deletedAt: null } } } });
  `,
  );

  valid(
    "a row that every row has takes no condition, nor does the order",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const bookings = () => prisma.booking.findMany({ where: { deletedAt: null }, include: { member: true }, orderBy: { room: { label: "asc" } } });
    export const studios = () => prisma.studio.findMany({ orderBy: { rooms: { _count: "desc" } } });
  `,
  );

  valid(
    "rows that the call itself has made",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const open = (label: string) => prisma.studio.create({ data: { slug: "a", region: "b", rooms: { create: { label } } }, include: { rooms: true } });
  `,
  );
});

describe("an update", () => {
  invalid(
    "of many",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const reset = () => prisma.member.updateMany({ data: { points: 0 }, where: { points: 1 } });
                                      ~~~~~~ unfilteredUpdate
  `,
    { suggestions: ["where: { points: 1, deletedAt: null }"] },
  );

  valid(
    "of one by its key, a deletion, a restore",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const rename = (id: number, fullName: string) => prisma.member.update({ where: { id }, data: { fullName } });
    export const remove = () => prisma.member.updateMany({ where: { points: 0 }, data: { deletedAt: new Date() } });
    export const restore = (id: number) => prisma.member.update({ where: { id }, data: { deletedAt: null } });
    export const note = (id: number) => prisma.member.update({ where: { id }, data: { bookings: { update: { where: { id: 3 }, data: { note: "x" } } } } });
    export const join = (id: number) => prisma.booking.create({ data: { startsAt: new Date(), member: { connect: { id } } } });
  `,
  );
});

describe("a client that filters by itself", () => {
  const files = (client: string) => ({ files: { "prisma/schema.prisma": prismaSchema, "client.ts": client } });
  const code = ts`
    import { prisma } from "./client.ts";
    export const all = () => prisma.member.findMany({ where: { points: 1 } });
  `;

  valid(
    "by an extension of the model",
    code,
    files(`
    import { PrismaClient } from "@prisma/client";
    export const prisma = new PrismaClient().$extends({ query: { member: { async findMany({ args, query }) { args.where = { ...args.where, deletedAt: null }; return query(args); } } } });
  `),
  );
  valid(
    "by an extension of all models",
    code,
    files(`
    import { PrismaClient } from "@prisma/client";
    const base = new PrismaClient();
    export const prisma = base.$extends({ query: { $allModels: { $allOperations({ operation, args, query }) { if (operation === "findMany") { return query({ ...args, where: { deletedAt: null, ...args.where } }); } return query(args); } } } });
  `),
  );
  valid(
    "by an extension that is defined elsewhere",
    ts`
    import { prisma } from "./client.ts";
    export const all = () => prisma.member.findMany({ where: { points: 1 } });
  `,
    {
      files: {
        "prisma/schema.prisma": prismaSchema,
        "client.ts": `
    import { PrismaClient } from "@prisma/client";
    import { keepLive } from "./keep-live.ts";
    const globalForPrisma = globalThis as unknown as { prisma?: PrismaClient };
    const make = () => new PrismaClient({ log: ["error"] }).$extends(keepLive);
    export const prisma = globalForPrisma.prisma ?? make();
  `,
        "keep-live.ts": `
    import { Prisma } from "@prisma/client";
    const withLive = (args: any) => ({ ...args, where: { ...args.where, deletedAt: null } });
    export const keepLive = Prisma.defineExtension((client) => client.$extends({ name: "keep-live", query: { $allModels: {
      findMany: ({ args, query }) => query(withLive(args)),
      findFirst: ({ args, query }) => query(withLive(args)),
    } } }));
  `,
      },
    },
  );
  valid(
    "by middleware",
    code,
    files(`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    prisma.$use(async (params, next) => {
      if (params.model === "Member" && params.action === "findMany") params.args.where = { ...params.args.where, deletedAt: null };
      return next(params);
    });
    export { prisma };
  `),
  );
  valid(
    "by a published extension",
    code,
    files(`
    import { PrismaClient } from "@prisma/client";
    import { createSoftDeleteExtension } from "prisma-extension-soft-delete";
    export const prisma = new PrismaClient().$extends(createSoftDeleteExtension({ models: { Member: true }, defaultConfig: { field: "deletedAt", createValue: (deleted) => (deleted ? new Date() : null) } }));
  `),
  );
  valid(
    "by middleware of a service",
    ts`
    import { PrismaService } from "./client.ts";
    export class Members {
      constructor(private readonly prisma: PrismaService) {}
      all() { return this.prisma.member.findMany({ where: { points: 1 } }); }
    }
  `,
    files(`
    import { PrismaClient } from "@prisma/client";
    export class PrismaService extends PrismaClient {
      async onModuleInit() {
        this.$use(async (params, next) => { if (params.action.startsWith("find")) params.args.where.deletedAt = null; return next(params); });
      }
    }
  `),
  );

  const elsewhere = ts`
    import { prisma } from "./client.ts";
    export const all = () => prisma.member.findMany({ where: { points: 1 } });
                                    ~~~~~~ unfilteredRead
  `;
  invalid(
    "but not with an extension of another kind",
    elsewhere,
    files(`
    import { PrismaClient } from "@prisma/client";
    export const prisma = new PrismaClient().$extends({ query: { $allOperations: async ({ args, query }) => { const start = Date.now(); const result = await query(args); console.log(Date.now() - start); return result; } } });
  `),
  );
  invalid(
    "but not for another model",
    elsewhere,
    files(`
    import { PrismaClient } from "@prisma/client";
    export const prisma = new PrismaClient().$extends({ query: { booking: { async findMany({ args, query }) { args.where = { ...args.where, deletedAt: null }; return query(args); } } } });
  `),
  );
  invalid(
    "but not for another operation",
    elsewhere,
    files(`
    import { PrismaClient } from "@prisma/client";
    const base = new PrismaClient();
    export const live = base.$extends({ query: { member: { findMany: ({ args, query }) => query({ ...args, where: { ...args.where, deletedAt: null } }) } } });
    export const prisma = base.$extends({ query: { member: { findFirst: ({ args, query }) => query({ ...args, where: { ...args.where, deletedAt: null } }) } } });
  `),
  );
  invalid(
    "nor for what is included",
    ts`
    import { prisma } from "./client.ts";
    export const all = () => prisma.member.findMany({ include: { bookings: true } });
                                                                 ~~~~~~~~ unfilteredRead
  `,
    files(`
    import { PrismaClient } from "@prisma/client";
    export const prisma = new PrismaClient().$extends({ query: { $allModels: { findMany: ({ args, query }) => query({ ...args, where: { ...args.where, deletedAt: null } }) } } });
  `),
  );
});

const ballots = `datasource db {
  provider = "postgresql"
}

model Ballot {
  id        Int       @id
  title     String
  deleted   Boolean   @default(false)
  closed    Boolean   @default(false)
  deletedAt DateTime? @map("deleted_at")
}
`;

const twoMarks = {
  files: { "prisma/schema.prisma": ballots },
};

describe("rows with two marks", () => {
  valid(
    "of which the other is looked at, or asked for",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function one(id: number) {
      const ballot = await prisma.ballot.findUnique({ where: { id }, select: { title: true, deleted: true } });
      if (!ballot || ballot.deleted) throw new Error("not found");
      return ballot.title;
    }
    export const live = () => prisma.ballot.findMany({ where: { deleted: false } });
  `,
    twoMarks,
  );

  invalid(
    "of which neither is",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function one(id: number) {
      const ballot = await prisma.ballot.findUnique({ where: { id }, select: { title: true, closed: true } });
                                  ~~~~~~ unfilteredRead: Add deletedAt: null
      if (!ballot || ballot.closed) throw new Error("not found");
      return ballot.title;
    }
    export const open = () => prisma.ballot.findMany({ where: { closed: false } });
                                     ~~~~~~ unfilteredRead
  `,
    twoMarks,
  );
});

describe("rows that are asked for to be none", () => {
  valid(
    "before those that have none are deleted, in a step of its own",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function clear() {
      const idle = await prisma.studio.findMany({ where: { rooms: { none: {} } }, select: { id: true } });
      await prisma.studio.deleteMany({ where: { id: { in: idle.map((studio) => studio.id) } } });
    }
    export async function clearOneByOne() {
      const empty = { rooms: { none: {} } };
      for (const { id } of await prisma.studio.findMany({ where: empty })) await prisma.studio.delete({ where: { id } });
    }
  `,
  );

  invalid(
    "where they are only shown, or have some",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function list() {
      const idle = await prisma.studio.findMany({ where: { rooms: { none: {} } }, select: { id: true } });
                                                           ~~~~~ unfilteredRead: "rooms"
      return idle.map((studio) => studio.id);
    }
    export async function clear() {
      const busy = await prisma.studio.findMany({ where: { rooms: { some: { label: "x" } } }, select: { id: true } });
                                                           ~~~~~ unfilteredRead: "rooms"
      await prisma.studio.deleteMany({ where: { id: { in: busy.map((studio) => studio.id) } } });
    }
  `,
  );
});
