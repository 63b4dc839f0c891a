export const schema = `
  CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nickname text, team_id int, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL, title text, deleted_at timestamptz);
  CREATE TABLE plans (id int PRIMARY KEY, name text NOT NULL, deleted boolean NOT NULL DEFAULT false);
  CREATE TABLE logs (id int PRIMARY KEY, text text);
`;
export const files = {
  "db.ts": `import { knex } from "knex"; export const db = knex({ client: "pg" }); export const USERS = "users";`,
  "scopes.ts": `import type { Knex } from "knex"; export const live = (query: Knex.QueryBuilder) => { query.whereNull("deleted_at"); };`,
};
