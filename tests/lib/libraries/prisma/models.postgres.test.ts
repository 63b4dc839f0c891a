import { describe, expect, it } from "vitest";
import { catalogOfModels, namesOf } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";

const head = `
generator client {
  provider = "prisma-client-js"
}

datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
`;

const shop = `${head}
/// A person who may sign in.
model User {
  id        String    @id @default(uuid()) @db.Uuid
  email     String    @unique @db.VarChar(320) // kept as written
  name      String?
  role      Role      @default(MEMBER)
  tags      String[]  @default([])
  flags     Int[]
  settings  Json      @default("{}")
  balance   Decimal   @default(0) @db.Decimal(12, 2)
  createdAt DateTime  @default(now()) @map("created_at") @db.Timestamptz(6)
  updatedAt DateTime  @updatedAt @map("updated_at")
  deletedAt DateTime? @map("deleted_at")
  orders    Order[]
  referrer  User?     @relation("Referrals", fields: [referrerId], references: [id])
  referrerId String?  @map("referrer_id") @db.Uuid
  referred  User[]    @relation("Referrals")
  groups    Group[]

  @@map("users")
  @@index([createdAt(sort: Desc), role])
}

enum Role {
  ADMIN
  MEMBER @map("member")

  @@map("user_role")
}

model Order {
  tenant   Int
  number   BigInt   @default(autoincrement())
  total    Float
  paid     Boolean  @default(false)
  note     String   @default("it's new")
  token    String   @default(dbgenerated("gen_random_uuid()")) @db.Uuid
  slug     String   @default(cuid())
  place    Unsupported("point")?
  user     User     @relation(fields: [userId], references: [id], onDelete: Cascade, onUpdate: NoAction)
  userId   String   @db.Uuid
  lines    Line[]

  @@id([tenant, number])
  @@unique([tenant, token], map: "order_token")
}

model Line {
  id     Int     @id @default(autoincrement())
  tenant Int?
  number BigInt?
  order  Order?  @relation(fields: [tenant, number], references: [tenant, number], map: "line_order")
  data   Json    @db.Json
  bytes  Bytes

  @@index([data], type: Hash)
  @@unique(fields: [tenant, number])
}

model Group {
  id    Int    @id
  users User[]
}
`;

// What \`prisma migrate diff --from-empty --to-schema-datamodel --script\` gives, written by hand after its documentation and migrations of projects: its engine is a binary.
const migration = `
CREATE TYPE "user_role" AS ENUM ('ADMIN', 'member');
CREATE TABLE "users" (
  "id" UUID NOT NULL, "email" VARCHAR(320) NOT NULL, "name" TEXT, "role" "user_role" NOT NULL DEFAULT 'member', "tags" TEXT[] DEFAULT ARRAY[]::TEXT[], "flags" INTEGER[],
  "settings" JSONB NOT NULL DEFAULT '{}', "balance" DECIMAL(12,2) NOT NULL DEFAULT 0, "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMP(3) NOT NULL, "deleted_at" TIMESTAMP(3), "referrer_id" UUID,
  CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "Order" (
  "tenant" INTEGER NOT NULL, "number" BIGSERIAL NOT NULL, "total" DOUBLE PRECISION NOT NULL, "paid" BOOLEAN NOT NULL DEFAULT false, "note" TEXT NOT NULL DEFAULT 'it''s new',
  "token" UUID NOT NULL DEFAULT gen_random_uuid(), "slug" TEXT NOT NULL, "place" point, "userId" UUID NOT NULL,
  CONSTRAINT "Order_pkey" PRIMARY KEY ("tenant","number")
);
CREATE TABLE "Line" (
  "id" SERIAL NOT NULL, "tenant" INTEGER, "number" BIGINT, "data" JSON NOT NULL, "bytes" BYTEA NOT NULL,
  CONSTRAINT "Line_pkey" PRIMARY KEY ("id")
);
CREATE TABLE "Group" ("id" INTEGER NOT NULL, CONSTRAINT "Group_pkey" PRIMARY KEY ("id"));
CREATE TABLE "_GroupToUser" ("A" INTEGER NOT NULL, "B" UUID NOT NULL, CONSTRAINT "_GroupToUser_AB_pkey" PRIMARY KEY ("A","B"));
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");
CREATE INDEX "users_created_at_role_idx" ON "users"("created_at" DESC, "role");
CREATE UNIQUE INDEX "order_token" ON "Order"("tenant", "token");
CREATE UNIQUE INDEX "Line_tenant_number_key" ON "Line"("tenant", "number");
CREATE INDEX "_GroupToUser_B_index" ON "_GroupToUser"("B");
ALTER TABLE "users" ADD CONSTRAINT "users_referrer_id_fkey" FOREIGN KEY ("referrer_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Order" ADD CONSTRAINT "Order_userId_fkey" FOREIGN KEY ("userId") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;
ALTER TABLE "Line" ADD CONSTRAINT "line_order" FOREIGN KEY ("tenant", "number") REFERENCES "Order"("tenant", "number") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "_GroupToUser" ADD CONSTRAINT "_GroupToUser_A_fkey" FOREIGN KEY ("A") REFERENCES "Group"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "_GroupToUser" ADD CONSTRAINT "_GroupToUser_B_fkey" FOREIGN KEY ("B") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
`;

describe("schema.prisma", () => {
  it("declares what prisma migrate makes", async () => {
    // json has no operator class for hash, so PostgreSQL cannot be asked about that index.
    const catalog = catalogOfModels("prisma", { "schema.prisma": shop.replace("  @@index([data], type: Hash)\n", "") });
    expect(catalog.problems).toEqual([]);
    expect(await judged(catalog, migration)).toEqual([]);
  });
  it("keeps the client's names beside the database's, and the place of each table", () => {
    const catalog = catalogOfModels("prisma", { "schema.prisma": shop });
    expect(namesOf(catalog)).toMatchObject({
      users: "User",
      "users.deleted_at": "deletedAt",
      "users.created_at": "createdAt",
      Order: "Order",
    });
    const users = catalog.relations.get("public.users");
    expect(users?.place).toEqual({ file: "schema.prisma", line: 12 });
  });
  it("reads a schema in several files, other schemas of the database, and views", () => {
    const catalog = catalogOfModels("prisma", {
      "prisma/schema/main.prisma": head,
      "prisma/schema/user.prisma":
        'model User {\n  id Int @id\n  posts Post[]\n  @@schema("auth")\n}\nenum Kind {\n  A\n  @@schema("auth")\n}',
      "prisma/schema/post.prisma":
        'model Post {\n  id Int @id\n  kind Kind\n  author User @relation(fields: [authorId], references: [id])\n  authorId Int\n}\nview Recent {\n  id Int @unique\n  authorId Int @map("author_id")\n  @@map("recent_posts")\n}',
    });
    expect(catalog.problems).toEqual([]);
    expect([...catalog.relations.keys()]).toEqual(["auth.User", "public.Post", "public.recent_posts"]);
    expect(catalog.relations.get("public.recent_posts")).toMatchObject({
      kind: "view",
      columns: ["id", "author_id"],
      query: null,
    });
    expect(catalog.relations.get("public.Post")).toMatchObject({
      columns: [{ name: "id" }, { name: "kind", type: 'auth."Kind"' }, { name: "authorId" }],
      foreignKeys: [{ references: { schema: "auth", table: "User", columns: ["id"] }, onDelete: "restrict" }],
    });
  });
  it("makes no foreign keys where relations are the client's alone", () => {
    const catalog = catalogOfModels("prisma", {
      "schema.prisma": shop.replace('provider = "postgresql"', 'provider = "postgresql"\n  relationMode = "prisma"'),
    });
    expect(
      [...catalog.relations.values()].flatMap((relation) => (relation.kind === "table" ? relation.foreignKeys : [])),
    ).toEqual([]);
  });
  it("cuts chosen names to 63 bytes so that their endings stay", () => {
    const long = "AnUncommonlyLongModelNameThatGoesOnAndOn";
    const catalog = catalogOfModels("prisma", {
      "schema.prisma": `model ${long} {\n  id Int @id\n  anotherRatherLongFieldName Int @unique\n}`,
    });
    const table = catalog.relations.get(`public.${long}`);
    expect(table?.kind === "table" ? table.indexes.map(({ name }) => name) : null).toEqual([
      `${long}_pkey`,
      `${long}_anotherRatherLongF_key`,
    ]);
  });
  it.each([
    ["a line that cannot be read", "model A {\n  id Int @id\n  name = = 3\n  b Int?\n}", 3, ["id", "b"]],
    ["a type that nothing declares", "model A {\n  id Int @id\n  x Missing\n  b Int?\n}", 3, ["id", "b"]],
    ["a key over no such field", "model A {\n  id Int @id\n  b Int?\n  @@unique([c])\n}", 1, ["id", "b"]],
    ["a block without its end", "model A {\n  id Int @id\n  b Int?\n}\nmodel B {\n  id Int @id\n", 6, ["id", "b"]],
    ["a native type that does not exist", 'model A {\n  id Int @id\n  b Unsupported("not a (type")?\n}', 1, null],
  ])("tells %s with its line, and keeps the rest", (_, text, line, columns) => {
    const catalog = catalogOfModels("prisma", { "schema.prisma": text });
    expect(catalog.problems.map((problem) => [problem.file, problem.line])).toContainEqual(["schema.prisma", line]);
    const table = catalog.relations.get("public.A");
    expect(table?.kind === "table" ? table.columns.map(({ name }) => name) : null).toEqual(columns);
  });
});
