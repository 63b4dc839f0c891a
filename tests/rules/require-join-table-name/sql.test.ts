import { describe } from "vitest";
import { requireJoinTableName } from "../../../rules/require-join-table-name.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireJoinTableName);

describe("join tables", () => {
  invalid(
    "bookworm's enrollments",
    sql`
      CREATE TABLE students (id UUID PRIMARY KEY);
      CREATE TABLE courses (id UUID PRIMARY KEY);
      CREATE TABLE enrollments (
                   ~~~~~~~~~~~ otherName: "students_courses"
          student_id UUID REFERENCES students(id),
          course_id UUID REFERENCES courses(id),
          PRIMARY KEY (student_id, course_id)
      );
    `,
  );
  valid(
    "Sourcegraph's users_orgs, other forms, one that says more, one of one table, one that is renamed",
    sql`
      CREATE TABLE "orgs" ("id" serial NOT NULL PRIMARY KEY);
      CREATE TABLE "users" ("id" serial NOT NULL PRIMARY KEY);
      CREATE TABLE "users_orgs" (
        "id" serial NOT NULL PRIMARY KEY,
        "user_id" integer NOT NULL,
        "org_id" integer NOT NULL,
        CONSTRAINT user_orgs_references_orgs FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE RESTRICT,
        CONSTRAINT users_references_users FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE RESTRICT,
        UNIQUE (user_id, org_id)
      );
      CREATE TABLE org_user (user_id int REFERENCES users, org_id int REFERENCES orgs);
      CREATE TABLE memberships (user_id int REFERENCES users, org_id int REFERENCES orgs, role text);
      CREATE TABLE friends (one int REFERENCES users, other int REFERENCES users);
      CREATE TABLE joined (user_id int REFERENCES users, org_id int REFERENCES orgs);
      ALTER TABLE joined RENAME TO "usersOrgs2";
      ALTER TABLE "usersOrgs2" RENAME TO "usersOrgs";
    `,
  );
});
