import type { Random } from "../../catalog/random.ts";

const head = (schemas: boolean) => `datasource db {
  provider = "postgresql"${schemas ? '\n  schemas  = ["public", "audit"]' : ""}
}

generator client {
  provider = "prisma-client-js"
}
`;

const natives: Readonly<Record<string, readonly string[]>> = {
  String: [
    "",
    "",
    "@db.Text",
    "@db.VarChar(20)",
    "@db.VarChar",
    "@db.Char(3)",
    "@db.Uuid",
    "@db.Inet",
    "@db.Citext",
    "@db.Bit(4)",
    "@db.VarBit(8)",
    "@db.Xml",
  ],
  Int: ["", "", "@db.Integer", "@db.SmallInt", "@db.Oid"],
  BigInt: ["", "@db.BigInt"],
  Float: ["", "@db.DoublePrecision", "@db.Real"],
  Decimal: ["", "@db.Decimal(8, 2)", "@db.Decimal(9)", "@db.Money"],
  Boolean: ["", "@db.Boolean"],
  Json: ["", "@db.Json", "@db.JsonB"],
  Bytes: ["", "@db.ByteA"],
  DateTime: ["", "@db.Timestamp(6)", "@db.Timestamptz(3)", "@db.Timestamptz", "@db.Date", "@db.Time(3)", "@db.Timetz"],
};
const defaults: Readonly<Record<string, readonly string[]>> = {
  String: [
    '"x"',
    '"it\'s"',
    "uuid()",
    "cuid()",
    "uuid(7)",
    "nanoid()",
    'dbgenerated("gen_random_uuid()")',
    "dbgenerated()",
  ],
  Int: ["0", "-1", "autoincrement()"],
  BigInt: ["7", "autoincrement()"],
  Float: ["1.5", "0"],
  Decimal: ["0", "1.25"],
  Boolean: ["true", "false"],
  Json: ['"{}"', '"[]"'],
  Bytes: ['"AAEC"'],
  DateTime: ["now()", 'dbgenerated("now()")', '"2020-01-01T00:00:00Z"'],
};
const scalars = Object.keys(natives);
const fieldNames = [
  "email",
  "firstName",
  "createdAt",
  "deletedAt",
  "kind",
  "score",
  "aRatherLongFieldNameThatMeetsTheLimitOfNamesSoonEnough",
  "data",
  "_odd",
  "order",
].filter((name) => !name.startsWith("_"));
const modelNames = ["User", "Post", "OrderItem", "Tag", "AuditLogEntryWithALongNameAsSomeProjectsLikeThemToBe", "Team"];

/** A schema.prisma made up by chance, of the shapes Prisma's documentation has; Prisma rejects some. */
export function randomPrisma(random: Random): string {
  const schemas = random.chance(25);
  const models = random.some(modelNames, 2);
  const place = () => (schemas ? `\n  @@schema("${random.pick(["public", "audit"])}")` : "");
  const enums = random.chance(60) ? ["Role", "OrderStatus"] : ["Role"];
  const text = [head(schemas)];
  for (const name of enums)
    text.push(
      `enum ${name} {\n  ADMIN\n  Member${random.maybe(50, ' @map("member")')}\n  on_hold\n${random.maybe(40, `  @@map("${name.toLowerCase()}_t")\n`)}${place()}\n}\n`,
    );
  const ids = new Map<string, readonly { readonly name: string; readonly type: string }[]>();
  for (const model of models) {
    ids.set(
      model,
      random.pick<readonly { readonly name: string; readonly type: string }[]>([
        [{ name: "id", type: "Int" }],
        [{ name: "id", type: "Int" }],
        [{ name: "id", type: "String" }],
        [{ name: "id", type: "BigInt" }],
        [
          { name: "tenantId", type: "Int" },
          { name: "slug", type: "String" },
        ],
      ]),
    );
  }
  const bodies = new Map<string, string[]>(models.map((model) => [model, [] as string[]]));
  for (const model of models) bodies.get(model)!.push(...own(random, ids.get(model)!, enums));
  for (let count = random.below(5), index = 0; index < count; index++)
    relate(random, random.pick(models), random.pick(models), ids, bodies, index);
  for (const model of models)
    text.push(
      `model ${model} {\n${bodies.get(model)!.join("\n")}\n${random.maybe(45, `  @@map("${model.toLowerCase()}s")`)}${place()}\n}\n`,
    );
  return text.join("\n");
}

function own(
  random: Random,
  keys: readonly { readonly name: string; readonly type: string }[],
  enums: readonly string[],
): string[] {
  const lines: string[] = [];
  const map = (name: string) =>
    random.maybe(30, ` @map("${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}")`);
  if (keys.length === 1) {
    const [key] = keys;
    const given =
      key!.type === "String"
        ? random.pick([
            "@default(uuid())",
            "@default(cuid())",
            "",
            '@default(dbgenerated("gen_random_uuid()")) @db.Uuid',
          ])
        : random.pick(["@default(autoincrement())", "@default(autoincrement())", ""]);
    lines.push(`  id ${key!.type} @id${random.maybe(12, '(map: "given_pkey")')} ${given}${map("id")}`);
  } else {
    for (const { name, type } of keys) lines.push(`  ${name} ${type}${map(name)}`);
    lines.push(
      `  @@id([${keys.map(({ name }) => name).join(", ")}]${random.maybe(30, ', map: "given_id"')}${random.maybe(20, ', name: "key"')})`,
    );
  }
  const fields = random.some(fieldNames);
  const plain: string[] = [];
  for (const name of fields) {
    if (random.chance(10)) {
      lines.push(`  ${name} Unsupported("${random.pick(["point", "tsvector", "polygon", "interval"])}")?`);
      continue;
    }
    const kind = random.chance(12) ? random.pick(enums) : random.pick(scalars);
    const enumerated = enums.includes(kind);
    const list = random.chance(12);
    const native = enumerated ? "" : random.pick(natives[kind]!).replace("@db.Citext", "@db.Text");
    const literal = enumerated ? random.pick(["ADMIN", "Member"]) : random.pick(defaults[kind]!);
    const given = random.chance(35)
      ? ` @default(${list ? `[${/\(/.test(literal) ? "" : random.maybe(60, literal)}]` : literal})`
      : "";
    const optional = !list && random.chance(30);
    if (!list && !["Json", "Bytes"].includes(kind) && native !== "@db.Xml") plain.push(name);
    lines.push(
      `  ${name} ${kind}${list ? "[]" : optional ? "?" : ""}${random.maybe(8, ` @unique${random.maybe(30, '(map: "one_of_a_kind")')}`)}${given} ${native}${kind === "DateTime" && !list ? random.maybe(15, " @updatedAt") : ""}${map(name)}`,
    );
  }
  if (plain.length > 0 && random.chance(50))
    lines.push(
      `  @@index([${random
        .some(plain)
        .slice(0, 3)
        .map((name) => `${name}${random.maybe(20, "(sort: Desc)")}`)
        .join(", ")}]${random.maybe(25, `, map: "by_hand${random.below(99)}"`)}${random.maybe(10, ", type: Hash")})`,
    );
  if (plain.length > 0 && random.chance(35))
    lines.push(
      `  @@unique([${random.some(plain).slice(0, 2).join(", ")}]${random.maybe(25, `, map: "one${random.below(99)}"`)}${random.maybe(15, ', name: "both"')})`,
    );
  return lines;
}

function relate(
  random: Random,
  from: string,
  to: string,
  ids: ReadonlyMap<string, readonly { readonly name: string; readonly type: string }[]>,
  bodies: ReadonlyMap<string, string[]>,
  index: number,
): void {
  const named = `"R${index}"`;
  if (random.chance(20) && ids.get(from)!.length === 1 && ids.get(to)!.length === 1) {
    bodies.get(from)!.push(`  many${index} ${to}[] @relation(${named})`);
    bodies.get(to)!.push(`  back${index} ${from}[] @relation(${named})`);
    return;
  }
  const keys = ids.get(to)!;
  const optional = random.chance(45);
  const one = random.chance(20);
  const fields = keys.map(({ name }) => `to${index}${name}`);
  keys.forEach(({ type }, at) =>
    bodies
      .get(from)!
      .push(
        `  ${fields[at]} ${type}${optional ? "?" : ""}${one && keys.length === 1 ? " @unique" : ""}${random.maybe(30, ` @map("to_${index}_${at}")`)}`,
      ),
  );
  if (one && keys.length > 1) bodies.get(from)!.push(`  @@unique([${fields.join(", ")}])`);
  const actions = ["Cascade", "Restrict", "NoAction", "SetNull", "SetDefault"];
  bodies
    .get(from)!
    .push(
      `  rel${index} ${to}${optional ? "?" : ""} @relation(${named}, fields: [${fields.join(", ")}], references: [${keys.map(({ name }) => name).join(", ")}]${random.maybe(35, `, onDelete: ${random.pick(actions)}`)}${random.maybe(20, `, onUpdate: ${random.pick(actions)}`)}${random.maybe(20, `, map: "fk_${index}"`)})`,
    );
  bodies.get(to)!.push(`  back${index} ${from}${one ? "?" : "[]"} @relation(${named})`);
}
