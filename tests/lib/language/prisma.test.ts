import { describe, expect, it } from "vitest";
import { defineRule } from "../../../lib/define-rule.ts";
import { drawn, linterFor, prisma } from "../../draw.ts";

/** Reports each table that a file declares, its columns and what its foreign keys say of deletion. */
const tables = defineRule({
  name: "no-tables",
  meta: {
    type: "problem",
    docs: { description: "Shows tables", recommended: false },
    messages: { table: "{{name}}", column: "{{name}}", onDelete: "{{name}}" },
  },
  options: {},
  mustHoldOn: "every way",
  create: ({ report }) => ({
    table({ final, nameSpan, columns, foreignKeys }) {
      report({ span: nameSpan, messageId: "table", data: { name: final.name } });
      for (const { column, span } of columns) report({ span, messageId: "column", data: { name: column.name } });
      for (const { onDeleteAt, foreignKey } of foreignKeys)
        if (onDeleteAt) report({ span: onDeleteAt, messageId: "onDelete", data: { name: foreignKey.onDelete } });
    },
  }),
});

const { invalid, valid } = drawn(tables, { file: "schema.prisma", settings: { schema: ["schema.prisma"] } });

describe("the language of schema.prisma", () => {
  invalid(
    "shows the tables that it declares",
    prisma`
    // model Gone { id Int @id }
    model User {
          ~~~~ table: users
      id    Int    @id
      ~~ column: id
      mail  String @map("e_mail") // "é"
      ~~~~ column: e_mail
      posts Post[]

      @@map("users")
    }
    model Post {
          ~~~~ table: Post
      id       Int  @id
      ~~ column: id
      authorId Int
      ~~~~~~~~ column: authorId
      author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)
                                                                              ~~~~~~~ onDelete: cascade
    }
  `,
  );
  valid(
    "has comments that silence rules",
    prisma`
    model User {
      id Int @id // eslint-disable-line
    } // eslint-disable-line -- as the others
    /* eslint rowguard/no-tables: "off" */
  `,
  );

  it("is not taken in by a comment in a string", () => {
    const code = 'model User {\n  id String @id @default("// eslint-disable-line")\n}\n';
    const linter = linterFor(
      tables,
      { file: "schema.prisma", settings: { schema: ["schema.prisma"] } },
      { code, marks: [], extension: "prisma" },
    );
    expect(linter.verify(code).map(({ line }) => line)).toEqual([1, 2]);
  });
});
