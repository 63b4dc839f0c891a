import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/typeorm.ts";

describe("require-soft-delete-filter on TypeORM", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, setting);

  invalid(
    "an injected repository",
    ts`
    import { InjectRepository } from "@nestjs/typeorm";
    import { Repository } from "typeorm";
    import { Shelf } from "./entities";
    export class Shelves {
      constructor(@InjectRepository(Shelf) private readonly shelves: Repository<Shelf>) {}
      async all() {
        return this.shelves.find();
                    ~~~~~~~ unfilteredRead: "shelves"
      }
      async one(id: number) {
        return this.shelves.findOne({ where: { id } });
                    ~~~~~~~ unfilteredRead: "shelves"
      }
      async titled(title: string) {
        return this.shelves.findBy({ title });
                    ~~~~~~~ unfilteredRead: "shelves"
      }
      async either(title: string) {
        return this.shelves.find({ where: [{ title }, { id: 1 }], order: { id: "ASC" } });
                    ~~~~~~~ unfilteredRead: "shelves"
      }
      async counted() {
        return this.shelves.count({ order: { id: "ASC" } });
                    ~~~~~~~ unfilteredRead: "shelves"
      }
    }
  `,
    {
      suggestions: [
        "return this.shelves.find({ where: { deletedAt: IsNull() } });",
        "return this.shelves.findOne({ where: { id, deletedAt: IsNull() } });",
        "return this.shelves.findBy({ title, deletedAt: IsNull() });",
        "where: [{ title, deletedAt: IsNull() }, { id: 1, deletedAt: IsNull() }]",
        'import { Repository, IsNull } from "typeorm";',
      ],
    },
  );

  valid(
    "conditions on the column, whatever they say",
    ts`
    import { IsNull, Not, In } from "typeorm";
    import { Book, Shelf } from "./entities";
    import { source } from "./source";
    const shelves = source.getRepository(Shelf);
    export async function some(gone: Date) {
      await shelves.find({ where: { deletedAt: IsNull() } });
      await shelves.findBy({ deletedAt: Not(IsNull()) });
      await shelves.findOneBy({ id: 1, deletedAt: gone });
      await source.getRepository(Book).find({ where: { isDeleted: false, shelf: { deletedAt: IsNull() } } });
      await source.manager.find(Book, { where: { isDeleted: In([true, false]) } });
    }
  `,
  );

  invalid(
    "null, which says nothing in find options",
    ts`
    import { source } from "./source";
    import { Shelf } from "./entities";
    export const live = () => source.getRepository(Shelf).find({ where: { title: "x", deletedAt: null } });
                                                   ~~~~~ unfilteredRead: "shelves"
  `,
    { suggestions: ['{ title: "x", deletedAt: IsNull() }'] },
  );

  invalid(
    "a column that is true in deleted rows",
    ts`
    import { source } from "./source";
    import { Book } from "./entities";
    export const titled = (title: string) => source.manager.findOne(Book, { where: { title } });
                                                                    ~~~~ unfilteredRead: "books"
  `,
    { suggestions: ["{ where: { title, isDeleted: false } }"] },
  );

  valid(
    "an entity with a column for it, which TypeORM filters",
    ts`
    import { source } from "./source";
    import { Loan } from "./entities";
    const loans = source.getRepository(Loan);
    export async function some() {
      await loans.find();
      await loans.findOne({ where: { id: 1 } });
      await loans.createQueryBuilder("l").where("l.who = :who", { who: "x" }).getMany();
      await loans.find({ withDeleted: true });
      await loans.createQueryBuilder("l").withDeleted().getMany();
    }
  `,
  );

  invalid(
    "what it does not filter: a change",
    ts`
    import { source } from "./source";
    import { Loan, Shelf } from "./entities";
    export async function change() {
      await source.getRepository(Loan).update({ who: "x" }, { who: "y" });
                                 ~~~~ unfilteredUpdate: "loans"
      await source.createQueryBuilder().update(Shelf).set({ title: "x" }).where("title = :t", { t: "y" }).execute();
                                               ~~~~~ unfilteredUpdate: "shelves"
    }
  `,
    {
      suggestions: [
        'update({ who: "x", deletedAt: IsNull() }',
        `.where("title = :t", { t: "y" }).andWhere("deletedAt IS NULL")`,
      ],
    },
  );

  invalid(
    "relations",
    ts`
    import { source } from "./source";
    import { Book, Shelf } from "./entities";
    export async function lists() {
      await source.manager.find(Book, { where: { isDeleted: false, shelf: { title: "x" } } });
                                                                   ~~~~~ unfilteredRead: "shelves"
      await source.manager.find(Book, { where: { isDeleted: false }, relations: { shelf: true } });
    }
  `,
    { suggestions: ['shelf: { title: "x", deletedAt: IsNull() }'] },
  );

  invalid(
    "query builders",
    ts`
    import { source } from "./source";
    import { Book, Shelf } from "./entities";
    export async function lists(title: string) {
      await source.getRepository(Shelf).createQueryBuilder("s").where("s.title = :title", { title }).getMany();
                                 ~~~~~ unfilteredRead: "shelves"
      await source
        .createQueryBuilder(Shelf, "s")
                            ~~~~~ unfilteredRead: "shelves"
        .orderBy("s.title")
        .getMany();
      await source.getRepository(Book).createQueryBuilder("b").leftJoinAndSelect("b.shelf", "s").where("b.isDeleted = false").getMany();
                                                                                 ~~~~~~~~~ unfilteredRead: "shelves"
    }
  `,
    {
      suggestions: [
        '.where("s.title = :title", { title }).andWhere("s.deletedAt IS NULL").getMany()',
        '.createQueryBuilder(Shelf, "s")\n    .where("s.deletedAt IS NULL")\n',
        '.leftJoinAndSelect("b.shelf", "s", "s.deletedAt IS NULL")',
      ],
    },
  );

  valid(
    "query builders with the condition",
    ts`
    import { Brackets, IsNull } from "typeorm";
    import { source } from "./source";
    import { Book, Shelf } from "./entities";
    export async function lists(title: string, all: boolean) {
      const live = source.getRepository(Shelf).createQueryBuilder("s").where({ deletedAt: IsNull() });
      if (title) live.andWhere("s.title = :title", { title });
      await live.getMany();
      const both = source.getRepository(Shelf).createQueryBuilder("s").where(new Brackets((qb) => qb.where("s.title = 'x'").orWhere("s.id = 3"))).andWhere("s.deleted_at IS NULL");
      await both.getCount();
      await source.getRepository(Book).createQueryBuilder("b").innerJoin("b.shelf", "s", "s.deletedAt IS NULL").where("b.isDeleted = :no", { no: false }).getMany();
      const query = source.getRepository(Shelf).createQueryBuilder("s");
      if (!all) query.where("s.deletedAt IS NULL");
      return await query.getMany();
    }
  `,
  );

  invalid(
    "a wrapper of the project that gives the repository",
    ts`
    import { Connection, Context } from "./connection";
    import { Shelf } from "./entities";
    export class Service {
      constructor(private connection: Connection) {}
      async one(context: Context, id: number) {
        const repository = this.connection.getRepository(context, Shelf);
        await repository.findOneBy({ id });
              ~~~~~~~~~~ unfilteredRead: "shelves"
        return this.connection.getRepository(context, Shelf).find({ where: { id } });
                                                      ~~~~~ unfilteredRead: "shelves"
      }
    }
  `,
  );

  invalid(
    "functions that a repository is extended with",
    ts`
    import { source } from "./source";
    import { Shelf } from "./entities";
    import { lending } from "./lending";
    export const shelves = source.getRepository(Shelf).extend({
      titled(title: string) {
        return this.createQueryBuilder("shelf").where("shelf.title = :title", { title }).getMany();
               ~~~~ unfilteredRead: "shelves"
      },
      async first() {
        const [shelf] = await this.titled("A");
        return shelf ?? (await this.findOneBy({ id: 1 }));
                               ~~~~ unfilteredRead: "shelves"
      },
      async open() {
        return this.createQueryBuilder("shelf").where("shelf.deleted_at IS NULL").getMany();
      },
    });
    export const shown = async () => [await shelves.open(), await lending.current(), await lending.find()];
                                                                                           ~~~~~~~ unfilteredRead: "shelves"
  `,
  );

  invalid(
    "repositories of one's own, and entities with methods",
    ts`
    import { Repository } from "typeorm";
    import { Reader, Shelf } from "./entities";
    export class ShelfRepository extends Repository<Shelf> {
      async titled(title: string) {
        return this.findOneBy({ title });
               ~~~~ unfilteredRead: "shelves"
      }
    }
    export abstract class Service<E extends object> {
      constructor(protected readonly items: Repository<E>) {}
      async all() {
        return this.items.find();
      }
    }
    export class Shelves extends Service<Shelf> {
      async some() {
        return this.items.findBy({ id: 3 });
                    ~~~~~ unfilteredRead: "shelves"
      }
    }
    abstract class Stored { id: number; }
    abstract class Lent<E extends Stored, R extends Repository<E>> {
      constructor(protected readonly kept: R) {}
    }
    export class LentShelves extends Lent<Shelf, Repository<Shelf>> {
      async some() {
        return this.kept.createQueryBuilder("s").where("s.id = 3").getMany();
                    ~~~~ unfilteredRead: "shelves"
      }
    }
    export const named = (name: string) => Reader.findOneBy({ name });
                                           ~~~~~~ unfilteredRead: "readers"
  `,
  );

  valid(
    "what is not known",
    ts`
    import { FindManyOptions, FindOptionsWhere, Repository } from "typeorm";
    import { Shelf } from "./entities";
    import { add } from "elsewhere";
    export class Shelves {
      constructor(private readonly shelves: Repository<Shelf>) {}
      async all(options: FindManyOptions<Shelf>) { return this.shelves.find(options); }
      async by(where: FindOptionsWhere<Shelf>) { return this.shelves.findBy(where); }
      async more(where: FindOptionsWhere<Shelf>) { return this.shelves.find({ where: { title: "x", ...where } }); }
      async built() { return add(this.shelves.createQueryBuilder("s")).getMany(); }
      begun() { return this.shelves.createQueryBuilder("s").where("s.title = 'x'"); }
    }
    export class Things<E extends object> {
      constructor(private readonly things: Repository<E>) {}
      async all() { return this.things.find(); }
    }
  `,
  );
});

describe("an alias that is a word of SQL", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, {
    files: {
      "entities.ts": `import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";
import { OwnId } from "./own-id";
@Entity("orders") export class Order {
  @PrimaryGeneratedColumn() id: number;
  @OwnId() code: number;
  @Column({ type: "timestamptz", nullable: true }) deletedAt: Date | null;
}
`,
      "own-id.ts": `export function OwnId(): PropertyDecorator { return chosen.at(0)!; }
export const chosen: PropertyDecorator[] = [];
`,
      "source.ts": `import { DataSource } from "typeorm";
import { Order } from "./entities";
export const source = new DataSource({ type: "postgres", entities: [Order] });
`,
    },
    settings: { schema: ["entities.ts"] },
  });

  invalid(
    "before a column that cannot be told",
    ts`
    import { Order } from "./entities";
    import { source } from "./source";
    export async function find(code: number) {
      return source.getRepository(Order).createQueryBuilder("order").where("order.code > :code", { code }).getMany();
                                  ~~~~~ unfilteredRead: "orders"
    }
  `,
  );
  valid(
    "and one that can",
    ts`
    import { Order } from "./entities";
    import { source } from "./source";
    export async function find(code: number) {
      return source.getRepository(Order).createQueryBuilder("order").where("order.code > :code", { code }).andWhere("order.deletedAt IS NULL").getMany();
    }
  `,
  );
});
