import { describe } from "vitest";
import { noVanishingCondition } from "../../../rules/no-vanishing-condition.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/typeorm.ts";

const version = (range: string) => ({ "package.json": `{ "dependencies": { "typeorm": "${range}" } }` });
const { files } = setting;

const { valid, invalid } = drawn(noVanishingCondition, { ...setting, files: { ...files, ...version("^0.3.20") } });

const finds = ts`
  import { source } from "./source";
  import { Book, Loan, Reader } from "./entities";
  export async function mine(session: { reader: { id: number } } | null) {
    await source.getRepository(Reader).findOneBy({ id: session?.reader.id });
                                                       ~~~~~~~~~~~~~~~~~~ anyRead: any row of "readers"
    await source.getRepository(Reader).findOne({ where: { id: session?.reader.id } });
                                                              ~~~~~~~~~~~~~~~~~~ anyRead
    await source.getRepository(Loan).find({ where: { id: session?.reader.id } });
                                                         ~~~~~~~~~~~~~~~~~~ everyRead: every row of "loans"
    await source.manager.countBy(Loan, { book: { id: session?.reader.id } });
                                                     ~~~~~~~~~~~~~~~~~~ widened: "id" of "books" may then be any
    await Reader.findOneBy({ id: session?.reader.id, name: "x" });
                                 ~~~~~~~~~~~~~~~~~~ widened
  }
`;

describe("a find of TypeORM", () => {
  invalid("leaves it out", finds);

  valid(
    "compares with it, or refuses it",
    ts`
    import { Equal, In } from "typeorm";
    import { source } from "./source";
    import { Book, Reader } from "./entities";
    export async function mine(session: { reader: { id: number } } | null) {
      await source.getRepository(Reader).findOneBy({ id: Equal(session?.reader.id) });
      await source.getRepository(Reader).findBy({ id: In(session?.reader.ids) });
      await source.getRepository(Reader).delete({ id: session?.reader.id });
      await source.getRepository(Reader).update({ id: session?.reader.id }, { name: "x" });
      await source.getRepository(Reader).createQueryBuilder("r").where("r.id = :id", { id: session?.reader.id }).getMany();
      await source.getRepository(Reader).createQueryBuilder("r").where({ id: session?.reader.id }).getMany();
    }
  `,
  );

  valid("of a version that throws", finds.code, { files: { ...files, ...version("^1.0.0") } });
  valid("of a version that is not known", finds.code, { files: { ...files, ...version("workspace:*") } });
  valid("that is told what to do", finds.code, {
    files: {
      ...files,
      ...version("^0.3.26"),
      "options.ts": `export const options = { invalidWhereValuesBehavior: { undefined: "throw" } };`,
    },
  });
});
