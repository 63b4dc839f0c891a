/** Entities of a small application, as its source has them. */
export const entities = `
import { Column, DeleteDateColumn, Entity, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryColumn, PrimaryGeneratedColumn, type Relation } from "typeorm";

export class Address {
  @Column({ nullable: true }) street: string;
  @Column({ nullable: true, name: "zip" }) zipCode: string;
}

@Entity("users")
export class User {
  @PrimaryGeneratedColumn() id: number;
  @Column() name: string;
  @Column({ nullable: true, name: "mail" }) email: string;
  @Column({ default: 0 }) age: number;
  @Column({ type: "text", array: true, default: () => "'{}'" }) roles: string[];
  @Column({ type: "jsonb", nullable: true }) settings: object;
  @Column(() => Address) home: Address;
  @DeleteDateColumn({ name: "deleted_at" }) deletedAt: Date | null;
  @OneToMany(() => Post, (post) => post.author) posts: Post[];
  @OneToOne(() => Profile, (profile) => profile.user) profile: Relation<Profile>;
}

@Entity("profiles")
export class Profile {
  @PrimaryGeneratedColumn() id: number;
  @Column({ nullable: true }) bio: string;
  @OneToOne(() => User, (user) => user.profile) @JoinColumn({ name: "user_id" }) user: User;
}

@Entity("categories")
export class Category {
  @PrimaryGeneratedColumn() id: number;
  @Column() title: string;
}

@Entity("posts")
export class Post {
  @PrimaryGeneratedColumn("uuid") id: string;
  @Column() title: string;
  @Column({ default: 0 }) views: number;
  @Column({ nullable: true }) publishedAt: Date;
  @Column({ name: "author_id" }) authorId: number;
  @ManyToOne(() => User, (user) => user.posts, { nullable: false }) @JoinColumn({ name: "author_id" }) author: User;
  @ManyToOne(() => Category, { nullable: true, eager: true }) category: Category;
  @ManyToMany(() => Tag, (tag) => tag.posts) @JoinTable() tags: Tag[];
  @OneToMany(() => Note, (note) => note.post) notes: Note[];
  @DeleteDateColumn() deletedAt: Date;
}

@Entity("tags")
export class Tag {
  @PrimaryColumn() slug: string;
  @ManyToMany(() => Post, (post) => post.tags) posts: Post[];
}

@Entity("notes")
export class Note {
  @PrimaryGeneratedColumn() id: number;
  @Column() text: string;
  @Column({ type: "timestamptz", nullable: true }) deletedAt: Date | null;
  @ManyToOne(() => Post, (post) => post.notes) post: Post;
  @ManyToOne(() => Note, { nullable: true }) parent: Note;
}
`;

export const operators = [
  "And",
  "Any",
  "ArrayContainedBy",
  "ArrayContains",
  "ArrayOverlap",
  "Between",
  "Brackets",
  "Equal",
  "ILike",
  "In",
  "IsNull",
  "JsonContains",
  "LessThan",
  "LessThanOrEqual",
  "Like",
  "MoreThan",
  "MoreThanOrEqual",
  "Not",
  "NotBrackets",
  "Or",
  "Raw",
];
export const classes = ["User", "Profile", "Category", "Post", "Tag", "Note"];
