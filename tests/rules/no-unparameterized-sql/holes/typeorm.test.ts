import { labelled, type Labelled } from "./labelled.ts";

const before =
  'import { Repository, Entity, PrimaryGeneratedColumn, Column } from "typeorm"; @Entity("parts") class Part { @PrimaryGeneratedColumn() id: number; @Column() email: string; } declare const parts: Repository<Part>;';

// Nearly every example of TypeORM's documentation has an alias that PostgreSQL reserves.
const rows = ["u", "usr", "user", "order", "group", "table", "session_user", "User", "select"].flatMap(
  (alias): Labelled[] => [
    [
      `a condition of ${alias}`,
      `export const f = (word: string) => parts.createQueryBuilder("${alias}").where(\`${alias}.email = '\${«word»}'\`).getMany();`,
    ],
    [
      `a condition of ${alias}, put together by +`,
      `export const f = (word: string) => parts.createQueryBuilder("${alias}").where("${alias}.email = '" + «word» + "'").getMany();`,
    ],
    [
      `another condition of ${alias}`,
      `export const f = (word: string, id: string) => parts.createQueryBuilder("${alias}").where("${alias}.id > 0").andWhere(\`${alias}.email LIKE '%\${«word»}%' OR ${alias}.id = \${«id»}\`).getMany();`,
    ],
    [
      `a parameter of ${alias}`,
      `export const f = (word: string) => parts.createQueryBuilder("${alias}").where("${alias}.email = :word", { word }).getMany();`,
    ],
  ],
);

labelled("a condition in text, whatever the alias", { before }, rows);

labelled("other texts of TypeORM", { before }, [
  [
    "a quoted alias",
    "export const f = (word: string) => parts.createQueryBuilder('user').where(`\"user\".\"email\" = '${«word»}'`).getMany();",
  ],
  [
    "HAVING",
    "export const f = (word: string) => parts.createQueryBuilder('user').groupBy('user.id').having(`max(user.email) = '${«word»}'`).getMany();",
  ],
  [
    "the condition of a join",
    "export const f = (word: string) => parts.createQueryBuilder('user').leftJoin('user.parts', 'part', `part.email = '${«word»}'`).getMany();",
  ],
  ["a number", "export const f = (id: number) => parts.createQueryBuilder('user').where(`user.id = ${id}`).getMany();"],
  [
    "an alias that is given",
    "export const f = (alias: string) => parts.createQueryBuilder(alias).where(`${alias}.id = :id`, { id: 1 }).getMany();",
  ],
]);
