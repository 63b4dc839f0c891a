import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "a type at the call, the text apart from it",
  ts`
  import { Prisma, PrismaClient } from "@prisma/client";
  const prisma = new PrismaClient();
  export async function f() {
    const query = Prisma.sql\`SELECT id, nick FROM users\`;
    return prisma.$queryRaw<{ id: number; nick: string }[]>(query);
                                          ~~~~ nonNullType
  }
`,
);

const lists =
  'CREATE TABLE "User" ("id" TEXT NOT NULL, "labels" TEXT[] DEFAULT ARRAY[]::TEXT[], "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));';

invalid(
  "lists of Prisma are never NULL, whatever its migrations can say",
  ts`
  import { PrismaClient } from "@prisma/client";
  const prisma = new PrismaClient();
  export async function f() {
    const users = await prisma.$queryRaw<{ labels: string[]; name: string }[]>\`SELECT labels, name FROM "User"\`;
                                                             ~~~~ nonNullType
    return users;
  }
`,
  { settings: { schema: ["prisma/migrations"] }, files: { "prisma/migrations/1_init/migration.sql": lists } },
);
