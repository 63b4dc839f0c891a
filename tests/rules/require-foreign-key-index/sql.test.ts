import { describe } from "vitest";
import { requireForeignKeyIndex } from "../../../rules/require-foreign-key-index.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireForeignKeyIndex);

describe("foreign keys without an index", () => {
  invalid(
    "of a column, of a table, added later",
    sql`
      CREATE TABLE authors (id bigserial PRIMARY KEY, a int, b int, UNIQUE (a, b));
      CREATE TABLE books (
        id bigserial PRIMARY KEY,
        author_id bigint NOT NULL REFERENCES authors (id),
                                  ~~~~~~~~~~~~~~~~~~~~~~~ notIndexed: begins with "author_id", which refers to "authors"
        a int,
        b int,
        FOREIGN KEY (a, b) REFERENCES authors (a, b)
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ notIndexed: "a", "b"
      );
      CREATE INDEX ON books (a);
      CREATE INDEX ON books (id, author_id);
      CREATE INDEX ON books (author_id) WHERE id > 10;
    `,
    {
      suggestions: [
        "CREATE INDEX ON books (author_id) WHERE id > 10;\nCREATE INDEX ON books (author_id);",
        "CREATE INDEX ON books (a, b);",
      ],
    },
  );
  valid(
    "bookworm's and others that have one: an index, a key that begins with it, a part of the rows, one after a rename",
    sql`
      CREATE TABLE students (id UUID PRIMARY KEY DEFAULT gen_random_uuid());
      CREATE TABLE courses (id UUID PRIMARY KEY DEFAULT gen_random_uuid());
      CREATE TABLE enrollments (
          student_id UUID REFERENCES students(id) ON DELETE CASCADE,
          course_id UUID REFERENCES courses(id) ON DELETE CASCADE,
          enrolled_at TIMESTAMP DEFAULT NOW(),
          PRIMARY KEY (student_id, course_id)
      );
      CREATE INDEX idx_enrollments_student ON enrollments(student_id);
      CREATE INDEX idx_enrollments_course ON enrollments(course_id);
      CREATE TABLE notes (
        student_id uuid UNIQUE REFERENCES students,
        other_id uuid REFERENCES students,
        old_id uuid REFERENCES students,
        deleted_at timestamptz
      );
      CREATE INDEX ON notes (other_id) WHERE other_id IS NOT NULL AND deleted_at IS NULL;
      ALTER TABLE notes RENAME COLUMN old_id TO new_id;
      CREATE INDEX ON notes (new_id, other_id);
      CREATE TABLE wide (a int, b int, c int, d int, PRIMARY KEY (a, b, c));
      CREATE TABLE narrow (a int, b int, c int, d int, FOREIGN KEY (a, b, c) REFERENCES wide, PRIMARY KEY (a, b, d));
      CREATE TABLE scratch (student_id uuid REFERENCES students);
      DROP TABLE scratch;
    `,
  );
});
