export const schema = `
  CREATE TABLE users (id int PRIMARY KEY, name text, team_id int, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL, title text, deleted_at timestamptz);
  CREATE TABLE teams (id int PRIMARY KEY, name text);
`;
export const db = { "db.ts": `import { Kysely } from "kysely"; export const db = new Kysely<any>({ dialect });` };
