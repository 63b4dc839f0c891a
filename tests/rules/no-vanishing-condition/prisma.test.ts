import { describe } from "vitest";
import { noVanishingCondition } from "../../../rules/no-vanishing-condition.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";

const { valid, invalid } = drawn(noVanishingCondition, {
  files: { "prisma/schema.prisma": prismaSchema },
  settings: { schema: ["prisma/schema.prisma"] },
});

describe("what is read through ?. and may be missing", () => {
  invalid(
    "of a session",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    declare function getSession(): Promise<{ user?: { id: number; email: string } } | null>;
    export async function mine() {
      const session = await getSession();
      await prisma.member.findFirst({ where: { email: session?.user?.email } });
                                                      ~~~~~~~~~~~~~~~~~~~~ anyRead: any row of "members"
      await prisma.booking.findMany({ where: { memberId: session?.user?.id } });
                                                         ~~~~~~~~~~~~~~~~~ everyRead: every row of "bookings"
      await prisma.booking.count({ where: { memberId: { equals: session?.user?.id } } });
                                                                ~~~~~~~~~~~~~~~~~ everyRead
      await prisma.booking.deleteMany({ where: { memberId: session?.user?.id } });
                                                           ~~~~~~~~~~~~~~~~~ everyDeleted: deleted
      await prisma.booking.updateMany({ where: { id: { in: session?.user?.id } }, data: { price: 0 } });
                                                           ~~~~~~~~~~~~~~~~~ everyUpdated: updated
    }
  `,
  );

  invalid(
    "where another condition is left",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function one(id: number, session: { user: { id: number } } | null) {
      await prisma.booking.findUnique({ where: { id, memberId: session?.user.id } });
                                                               ~~~~~~~~~~~~~~~~ widened: "member_id" of "bookings" may then be any
      await prisma.booking.findMany({ where: { note: "x", memberId: session?.user.id } });
                                                                    ~~~~~~~~~~~~~~~~ widened
      await prisma.booking.findMany({ where: { id, member: { id: session?.user.id } } });
                                                                 ~~~~~~~~~~~~~~~~ widened: "id" of "members" may then be any
    }
  `,
  );

  invalid(
    "by the name that it was given",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function mine(session: { user: { id: number } } | null) {
      const memberId = session?.user.id;
      const { email } = session?.user ?? {};
      await prisma.booking.deleteMany({ where: { memberId } });
                                                 ~~~~~~~~ everyDeleted
      await prisma.member.findFirst({ where: { email } });
                                               ~~~~~ anyRead
    }
  `,
  );

  invalid(
    "handed to a function of the project",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    const whose = (memberId?: number) => ({ memberId });
                                            ~~~~~~~~ everyDeleted
    export const mine = (session: { user: { id: number } } | null) =>
      prisma.booking.deleteMany({ where: whose(session?.user.id) });
  `,
  );

  valid(
    "and was looked at",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    declare function getSession(): Promise<{ user?: { id: number; email: string } } | null>;
    declare function assertUser(session: unknown): void;
    export async function early() {
      const session = await getSession();
      if (!session?.user) return null;
      return prisma.member.findFirst({ where: { email: session?.user?.email } });
    }
    export async function thrown() {
      const session = await getSession();
      const memberId = session?.user?.id;
      if (memberId === undefined) throw new Error("signed out");
      return prisma.booking.deleteMany({ where: { memberId } });
    }
    export async function asserted() {
      const session = await getSession();
      assertUser(session);
      return prisma.booking.deleteMany({ where: { memberId: session?.user?.id } });
    }
    export async function inside() {
      const session = await getSession();
      const id = session?.user?.id;
      return id ? prisma.booking.findMany({ where: { memberId: id } }) : [];
    }
    export async function later() {
      const session = await getSession();
      if (!session) return;
      await Promise.all([1, 2].map((roomId) => prisma.booking.deleteMany({ where: { roomId, memberId: session?.user?.id } })));
    }
    export async function other(session: { user: { id: number } } | null) {
      await prisma.booking.findMany({ where: { memberId: session?.user.id ?? -1 } });
      await prisma.booking.findMany({ where: { memberId: session!.user.id } });
      await prisma.booking.findMany({ where: { memberId: Number(session?.user.id) } });
    }
  `,
  );

  invalid(
    "and was found not to be null only",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function clear(session: { user: { id: number } } | undefined) {
      const memberId = session?.user.id;
      if (memberId === null) return;
      await prisma.booking.deleteMany({ where: { memberId } });
                                                 ~~~~~~~~ everyDeleted
      if (typeof memberId === "undefined") return;
      await prisma.booking.deleteMany({ where: { memberId } });
    }
  `,
  );

  valid(
    "where Prisma refuses the statement",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function one(session: { user: { id: number } } | null) {
      await prisma.member.findUnique({ where: { id: session?.user.id } });
      await prisma.member.update({ where: { id: session?.user.id, points: 1 }, data: { points: 0 } });
      await prisma.member.delete({ where: { id: session?.user.id } });
      await prisma.studio.findUnique({ where: { slug_region: { slug: "a", region: session?.user.id } } });
    }
  `,
  );

  valid(
    "where it compares with the opposite, or is one of several",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function one(session: { user: { id: number; email: string } } | null) {
      await prisma.member.findFirst({ where: { id: { not: session?.user.id } } });
      await prisma.member.findFirst({ where: { OR: [{ id: session?.user.id }, { email: "a" }] } });
      await prisma.member.findFirst({ where: { NOT: { id: session?.user.id } } });
    }
  `,
  );

  valid(
    "in a column that is no key",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const some = (form: { name: string } | null) => prisma.member.findMany({ where: { fullName: form?.name } });
  `,
  );

  valid(
    "where the client throws",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const mine = (session: { user: { id: number } } | null) =>
      prisma.booking.deleteMany({ where: { memberId: session?.user.id } });
  `,
    {
      files: {
        "prisma/schema.prisma": prismaSchema.replace(
          'provider = "prisma-client"',
          'provider = "prisma-client"\n  previewFeatures = ["strictUndefinedChecks"]',
        ),
      },
    },
  );
});

describe("what a caller may leave out", () => {
  invalid(
    "of one row, and of a change",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const byEmail = (email?: string) => prisma.member.findFirst({ where: { email } });
                                                                                  ~~~~~ anyRead
    export const clear = (input: { memberId?: number }) =>
      prisma.booking.deleteMany({ where: { memberId: input.memberId } });
                                                     ~~~~~~~~~~~~~~ everyDeleted
    export const reset = ({ id, price }: { id: number | undefined; price: number }) =>
      prisma.booking.updateMany({ where: { id }, data: { price } });
                                           ~~ everyUpdated
  `,
  );

  valid(
    "on purpose",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    interface Filter { memberId?: number; roomId?: number; note?: string }
    export const list = (filter: Filter) =>
      prisma.booking.findMany({ where: { memberId: filter.memberId, roomId: filter.roomId, note: filter.note } });
    export const ofMember = (memberId?: number) => prisma.booking.findMany({ where: { memberId }, take: 20 });
    export const find = ({ id, email }: { id?: number; email?: string }) => prisma.member.findFirst({ where: { id, email } });
    export const one = (id: number, memberId?: number) => prisma.booking.findFirst({ where: { id, memberId } });
    export const chosen = (roomId?: number, memberId?: number) =>
      prisma.booking.deleteMany({ where: { memberId: memberId || undefined, ...(roomId && { roomId }) } });
    export const named = (input: { name?: string; memberId?: number }) =>
      prisma.booking.findMany({ where: { note: input.name ? { contains: input.name } : undefined, memberId: input.memberId ? input.memberId : undefined } });
    export const needless = (roomId: number, filter: { memberId?: number }) =>
      prisma.booking.findMany({ where: { roomId, memberId: filter?.memberId } });
    export const among = (roomId: number, query?: { ids: number[] }) =>
      prisma.booking.findMany({ where: { roomId, id: { in: query?.ids } } });
    export const preset = (memberId = 1) => prisma.booking.deleteMany({ where: { memberId } });
  `,
  );
});

describe("a field of a request", () => {
  invalid(
    "that nobody has looked at",
    ts`
    import express from "express";
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    const app = express();
    app.post("/sign-in", async (req, res) => {
      res.json(await prisma.member.findFirst({ where: { email: req.body.email } }));
                                                               ~~~~~~~~~~~~~~ anyRead
    });
    app.get("/bookings", async (req, res) => {
      const { memberId } = req.query;
      res.json(await prisma.booking.findMany({ where: { memberId: memberId as any } }));
                                                                  ~~~~~~~~~~~~~~~ everyRead
    });
    app.delete("/bookings", async (req, res) => {
      const ids = req.body.ids;
      await prisma.booking.deleteMany({ where: { id: { in: ids } } });
                                                           ~~~ everyDeleted
      res.end();
    });
    export async function DELETE(request: Request) {
      const { memberId } = await request.json();
      await prisma.booking.deleteMany({ where: { memberId } });
                                                 ~~~~~~~~ everyDeleted
    }
  `,
  );

  valid(
    "that is looked at, belongs to the path, or is one filter of a list",
    ts`
    import express from "express";
    import { z } from "zod";
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    const app = express();
    const Body = z.object({ email: z.string() });
    app.get("/members/:id", async (req, res) => {
      res.json(await prisma.member.findFirst({ where: { id: req.params.id } }));
    });
    app.post("/sign-in", async (req, res) => {
      if (!req.body.email) return res.status(400).end();
      res.json(await prisma.member.findFirst({ where: { email: req.body.email } }));
    });
    app.post("/parsed", async (req, res) => {
      Body.parse(req.body);
      res.json(await prisma.member.findFirst({ where: { email: req.body.email } }));
    });
    app.post("/checked", checkBody, async (req, res) => {
      res.json(await prisma.member.findFirst({ where: { email: req.body.email } }));
    });
    app.get("/bookings", async (req, res) => {
      const { memberId, roomId, note } = req.query;
      res.json(await prisma.booking.findMany({ where: { memberId, roomId, note } }));
      res.json(await prisma.booking.findMany({ where: { memberId }, take: 20 }));
      res.json(await prisma.booking.findMany({ where: { note: "x", memberId } }));
    });
    declare const checkBody: any;
  `,
  );

  valid(
    "that is a segment of the path in Next.js",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export default async function handler(req: any, res: any) {
      const { roomId } = req.query as { roomId: string };
      await prisma.booking.deleteMany({ where: { roomId } });
    }
  `,
    { file: "pages/api/rooms/[roomId]/bookings.ts", files: { "../../../../prisma/schema.prisma": prismaSchema } },
  );
});

describe("with type information", () => {
  invalid(
    "what its type says",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    declare const owners: Map<number, number>;
    declare function current(): number | undefined;
    export async function clear(roomId: number) {
      await prisma.booking.deleteMany({ where: { memberId: owners.get(roomId) } });
                                                           ~~~~~~~~~~~~~~~~~~ everyDeleted
      const memberId = current();
      await prisma.booking.findMany({ where: { memberId } });
                                               ~~~~~~~~ everyRead
    }
  `,
    { types: true },
  );

  valid(
    "what it excludes",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    declare const owners: Map<number, number>;
    declare function current(): number | undefined;
    export async function clear(roomId: number, session: { user: { id: number } }) {
      const memberId = owners.get(roomId);
      if (memberId === undefined) return;
      await prisma.booking.deleteMany({ where: { memberId } });
      const id = current();
      if (id) await prisma.booking.findMany({ where: { memberId: id } });
      await prisma.booking.findMany({ where: { memberId: session?.user?.id } });
      await prisma.booking.findMany({ where: { memberId: current()! } });
    }
  `,
    { types: true },
  );
});

describe("what is there all the same", () => {
  valid(
    "a first part of a text that was looked at, and rows that are of use only with it",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function known(email?: string | null) {
      if (!email) return email;
      const part = email?.split("/")[0];
      await prisma.member.findFirst({ where: { email: part } });
      return prisma.member.count({ where: { email: email?.split("/")[0] } });
    }
    export async function show(vote: { memberId: number; rating?: string } | null) {
      const member = await prisma.member.findFirst({ where: { id: vote?.memberId } });
      const address = member?.email ?? "";
      if (address !== "" && vote?.rating) console.log(address);
      if (vote) console.log(member);
    }
  `,
  );

  invalid(
    "not of a text that nobody looked at, nor rows that are of use without it, nor rows that are gone",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function unknown(email?: string | null) {
      await prisma.member.findFirst({ where: { name: "x", email: email?.split("/")[0] } });
                                                                 ~~~~~~~~~~~~~~~~~~~~ widened
    }
    export async function show(vote: { memberId: number; rating?: string } | null) {
      const member = await prisma.member.findFirst({ where: { id: vote?.memberId } });
                                                                  ~~~~~~~~~~~~~~ anyRead
      if (member && !vote?.rating) console.log(member);
      const other = await prisma.member.findFirst({ where: { id: vote?.memberId } });
                                                                 ~~~~~~~~~~~~~~ anyRead
      if (vote?.rating) console.log(other);
      else console.log(other?.name);
      const third = await prisma.member.findFirst({ where: { id: vote?.memberId } });
                                                                 ~~~~~~~~~~~~~~ anyRead
      if (third && !vote?.rating) console.log("none");
      const gone = await prisma.member.deleteMany({ where: { id: vote?.memberId } });
                                                                 ~~~~~~~~~~~~~~ everyDeleted
      if (vote?.rating) console.log(gone);
    }
  `,
  );
});
