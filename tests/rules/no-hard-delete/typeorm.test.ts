import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/typeorm.ts";

describe("rows of TypeORM's active records", () => {
  const { valid, invalid } = drawn(noHardDelete, {
    files: {
      "entities.ts": `import { BaseEntity, Column, DeleteDateColumn, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity("readers") export class Reader extends BaseEntity {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @DeleteDateColumn() deletedAt: Date;
}
@Entity("words") export class Word extends BaseEntity {
  @PrimaryGeneratedColumn() id: number;
}
@Entity("shelves") export class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @DeleteDateColumn() deletedAt: Date;
  remove() { return 1; }
}
`,
    },
    settings: { schema: ["entities.ts"] },
  });
  invalid(
    "are removed",
    ts`
    import { Reader } from "./entities";
    export async function leave(id: number, other: Reader) {
      const reader = await Reader.findOneBy({ id });
      await reader.remove();
            ~~~~~~ hardDelete: "readers"
      await other.remove();
            ~~~~~ hardDelete
    }
  `,
    { suggestions: ["await reader.softRemove();", "await other.softRemove();"] },
  );
  valid(
    "are marked, have no soft deletion, or are none",
    ts`
    import { Reader, Shelf, Word } from "./entities";
    export async function leave(id: number, shelf: Shelf, node: Element) {
      const reader = await Reader.findOneBy({ id });
      await reader.softRemove();
      await reader.recover();
      const word = await Word.findOneBy({ id });
      await word.remove();
      shelf.remove();
      node.remove();
    }
  `,
  );
});

describe("no-hard-delete on TypeORM", () => {
  const { valid, invalid } = drawn(noHardDelete, setting);

  invalid(
    "delete and remove, though the entity can be deleted softly",
    ts`
    import { source } from "./source";
    import { Loan } from "./entities";
    const loans = source.getRepository(Loan);
    export async function drop(loan: Loan) {
      await loans.delete(1);
            ~~~~~ hardDelete: "loans"
      await loans.remove(loan);
            ~~~~~ hardDelete: "loans"
      await source.manager.delete(Loan, { who: "x" });
                                  ~~~~ hardDelete: "loans"
      await loans.createQueryBuilder().delete().where("who = 'x'").execute();
            ~~~~~ hardDelete: "loans"
    }
  `,
    {
      suggestions: [
        "await loans.softDelete(1);",
        "await loans.softRemove(loan);",
        'source.manager.softDelete(Loan, { who: "x" })',
        ".createQueryBuilder().softDelete().where(",
      ],
    },
  );

  invalid(
    "delete, where the entity knows of no soft deletion",
    ts`
    import { source } from "./source";
    import { Book, Shelf } from "./entities";
    export async function drop(id: number) {
      await source.getRepository(Shelf).delete({ id });
                                 ~~~~~ hardDelete: "shelves"
      await source.getRepository(Book).delete(id);
                                 ~~~~ hardDelete: "books"
      await source.createQueryBuilder().delete().from(Shelf).where("id = :id", { id }).execute();
                                                      ~~~~~ hardDelete: "shelves"
    }
  `,
    {
      suggestions: [
        "getRepository(Shelf).update({ id }, { deletedAt: new Date() })",
        "getRepository(Book).update(id, { isDeleted: true })",
        ".createQueryBuilder().update(Shelf).set({ deletedAt: new Date() }).where(",
      ],
    },
  );

  valid(
    "what is no deletion of rows to be kept",
    ts`
    import { IsNull, LessThan, Not } from "typeorm";
    import { source } from "./source";
    import { Loan, Shelf } from "./entities";
    export async function tidy(loan: Loan, cache: Map<string, Loan>) {
      await source.getRepository(Loan).softDelete(1);
      await source.getRepository(Loan).softRemove(loan);
      await source.getRepository(Loan).restore(1);
      await source.getRepository(Shelf).delete({ deletedAt: LessThan(new Date()) });
      await source.getRepository(Shelf).delete({ deletedAt: Not(IsNull()) });
      cache.delete("x");
    }
  `,
  );
});
