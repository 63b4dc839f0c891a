const files = {
  "entities.ts": `import { BaseEntity, Column, DeleteDateColumn, Entity, JoinColumn, ManyToOne, OneToMany, PrimaryGeneratedColumn } from "typeorm";
@Entity("shelves") export class Shelf {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @Column({ type: "timestamptz", nullable: true, name: "deleted_at" }) deletedAt: Date | null;
  @OneToMany(() => Book, (book) => book.shelf) books: Book[];
}
@Entity("books") export class Book {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
  @Column({ default: false, name: "is_deleted" }) isDeleted: boolean;
  @ManyToOne(() => Shelf, (shelf) => shelf.books, { nullable: false }) @JoinColumn({ name: "shelf_id" }) shelf: Shelf;
}
@Entity("loans") export class Loan {
  @PrimaryGeneratedColumn() id: number;
  @Column() who: string;
  @DeleteDateColumn() deletedAt: Date;
  @ManyToOne(() => Book) book: Book;
}
@Entity("readers") export class Reader extends BaseEntity {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ type: "timestamptz", nullable: true }) deletedAt: Date | null;
}
`,
  "source.ts": `import { DataSource } from "typeorm";
import { Book, Loan, Reader, Shelf } from "./entities";
export const source = new DataSource({ type: "postgres", entities: [Shelf, Book, Loan, Reader] });
`,
  "lending.ts": `import { IsNull } from "typeorm";
import { Shelf } from "./entities";
import { source } from "./source";
export const lending = source.getRepository(Shelf).extend({
  async current() { return this.findBy({ deletedAt: IsNull() }); },
});
`,
  "connection.ts": `import { DataSource, EntityManager, ObjectType, Repository } from "typeorm";
export class Context { readonly manager?: EntityManager; }
export class Connection {
  constructor(private source: DataSource) {}
  getRepository<E extends object>(context: Context, target: ObjectType<E>): Repository<E> {
    if (context.manager) return context.manager.getRepository(target);
    return this.source.getRepository(target);
  }
}
`,
};
export const setting = { files, settings: { schema: ["entities.ts"] } };
