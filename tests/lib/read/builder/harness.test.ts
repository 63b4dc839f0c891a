import { describe, expect, it } from "vitest";
import { emitted, expectAgreement, readBuilderIn } from "./agree.ts";
import { normal } from "./normal.ts";

const same = (one: string, other: string): void => {
  expectAgreement(emitted(one), other);
};
const differ = (one: string, other: string): void => {
  expect(() => {
    expectAgreement(emitted(one), other);
  }).toThrow();
};

describe("the comparison of two statements", () => {
  it("takes parameters and constants, quoting, aliases and parentheses as alike", () => {
    same(
      "select * from users where id = $1 and deleted_at is null",
      'select "u".* from "users" as "u" where (("u"."deleted_at" is null) and ("u"."id" = 7))',
    );
    same(
      "select id, name from users u where u.name like 'a%'",
      'select name, id from "users" where "users"."name" like $1',
    );
    same("select * from users where id in (1, 2, 3)", "select * from users where id = any($1)");
    same("select * from users where not (a = 1 or b is null)", "select * from users where a <> $1 and b is not null");
    same("select * from users where 1 = 1", "select * from users");
    same("select * from users where a > 1 and 2 >= b", "select * from users where b <= 2 and 1 < a");
  });

  it("tells joins, self joins and levels apart", () => {
    same("select 1 from a join b on a.id = b.a_id", "select 1 from a as x inner join b as y on y.a_id = x.id");
    differ("select 1 from a join b on a.id = b.a_id", "select 1 from a left join b on a.id = b.a_id");
    differ("select 1 from a x join a y on x.id = y.parent_id", "select 1 from a x join a y on x.parent_id = y.id");
    same(
      "select 1 from a where exists (select 1 from b where b.a_id = a.id)",
      "select 1 from a t0 where exists (select b1.id from b b1 where t0.id = b1.a_id)",
    );
    differ(
      "select 1 from a where exists (select 1 from b where b.a_id = a.id)",
      "select 1 from a where exists (select 1 from b where b.a_id = b.id)",
    );
  });

  it("sees what is left out", () => {
    differ("select * from users where id = 1 and deleted_at is null", "select * from users where id = 1");
    differ(
      "select * from users where a = 1 or b = 2 and c = 3",
      "select * from users where (a = 1 or b = 2) and c = 3",
    );
    differ("delete from users where id = 1", "delete from users");
    differ("update users set a = 1, b = 2", "update users set a = 1");
    differ("insert into users (a) values (1)", "insert into users (a) values (1) on conflict do nothing");
    same(
      "insert into users (a, b) values (1, 2) returning id",
      'insert into "users" ("b", "a") values ($1, $2) returning "id"',
    );
    differ("select id from users", "select id, name from users");
  });

  it("finds the table of a column by the catalog", () => {
    const { catalog } = readBuilderIn("", {
      schema: "CREATE TABLE a (id int, x int); CREATE TABLE b (id int, y int);",
    });
    expectAgreement(
      emitted("select 1 from a, b where x = 1 and y = 2"),
      "select 1 from a, b where b.y = 2 and a.x = 1",
      { catalog },
    );
  });
});

describe("the harness", () => {
  it("reads SQL beside builders, with schema and models", () => {
    const { all, readings, catalog } = readBuilderIn(
      'import { Pool } from "pg"; await new Pool().query("select id from users");',
      {
        models: {
          "schema.prisma":
            'datasource db {\n  provider = "postgresql"\n}\nmodel User {\n  id Int @id\n  @@map("users")\n}\n',
        },
      },
    );
    expect(readings).toEqual([]);
    expect(all.map(({ variants }) => variants[0]!.map((statement) => normal(statement)))).toEqual([
      [{ kind: "select", outputs: ["id"], from: ["users"], where: null }],
    ]);
    expect([...catalog.relations.keys()]).toEqual(["public.users"]);
  });
});
