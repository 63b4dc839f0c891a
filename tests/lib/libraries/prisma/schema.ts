/** The application of the tests: members of studios who book rooms. */
export const prismaSchema = `
datasource db {
  provider = "postgresql"
}

generator client {
  provider = "prisma-client"
}

enum Grade {
  guest
  regular
  owner
}

model Member {
  id         Int       @id @default(autoincrement())
  email      String    @unique
  fullName   String?   @map("full_name")
  grade      Grade     @default(guest)
  points     Int       @default(0)
  labels     String[]
  settings   Json?
  joinedAt   DateTime  @default(now()) @map("joined_at")
  deletedAt  DateTime? @map("deleted_at")
  sponsorId  Int?      @map("sponsor_id")
  sponsor    Member?   @relation("Sponsors", fields: [sponsorId], references: [id])
  sponsored  Member[]  @relation("Sponsors")
  bookings   Booking[]
  card       Card?

  @@map("members")
}

model Card {
  id        Int       @id @default(autoincrement())
  digits    String
  memberId  Int       @unique @map("member_id")
  member    Member    @relation(fields: [memberId], references: [id])
  deletedAt DateTime? @map("deleted_at")

  @@map("cards")
}

model Studio {
  id       Int     @id @default(autoincrement())
  slug     String
  region   String
  archived Boolean @default(false)
  rooms    Room[]

  @@unique([slug, region])
  @@map("studios")
}

model Room {
  id        Int       @id @default(autoincrement())
  label     String
  studioId  Int       @map("studio_id")
  studio    Studio    @relation(fields: [studioId], references: [id])
  deletedAt DateTime? @map("deleted_at")
  bookings  Booking[]
  tags      Tag[]

  @@map("rooms")
}

model Booking {
  id        Int       @id @default(autoincrement())
  note      String?
  price     Int       @default(0)
  startsAt  DateTime  @map("starts_at")
  memberId  Int       @map("member_id")
  member    Member    @relation(fields: [memberId], references: [id])
  roomId    Int?      @map("room_id")
  room      Room?     @relation(fields: [roomId], references: [id])
  deletedAt DateTime? @map("deleted_at")

  @@map("bookings")
}

model Tag {
  id        Int       @id @default(autoincrement())
  word      String    @unique
  deletedAt DateTime? @map("deleted_at")
  rooms     Room[]

  @@map("tags")
}
`;
