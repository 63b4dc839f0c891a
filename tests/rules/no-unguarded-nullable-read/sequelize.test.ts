import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { schema } from "../projects/rows.ts";

const { valid, invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });

invalid(
  "Sequelize: a pair, or rows",
  ts`
  import { QueryTypes, Sequelize } from "sequelize";
  const sequelize = new Sequelize("");
  export async function f() {
    const [rows] = await sequelize.query("SELECT nick FROM users");
    const users = await sequelize.query("SELECT nick FROM users", { type: QueryTypes.SELECT });
    return [rows.map((row: any) => row.nick.trim()), (users[0] as any).nick.trim()];
                                       ~~~~ nullableRead
                                                                       ~~~~ nullableRead
  }
`,
);

valid(
  "results that are no rows",
  ts`
  import { Sequelize } from "sequelize";
  import pgPromise from "pg-promise";
  const sequelize = new Sequelize("");
  const db = pgPromise()("");
  export async function f(client: any) {
    const [, count] = await sequelize.query("UPDATE users SET nick = 'a' RETURNING nick");
    const nick = await db.one("SELECT nick FROM users", [], (user) => user.nick ?? "");
    const { data } = await client.query("SELECT nick FROM users");
    const result = await client.query("SELECT nick FROM users");
    return [(count as any).nick, nick.trim(), data.nick.trim(), result.nick.trim()];
  }
`,
);

describe("models of sequelize-typescript that say less than their columns", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    espree: true,
    file: "entities.ts",
    settings: { schema: ["entities.ts"] },
  });

  const model = ts`
    import { Column, DataType, Model, Table } from "sequelize-typescript";
    @Table({ tableName: "members", timestamps: false }) export class Member extends Model {
      @Column(DataType.TEXT) declare motto: string;
                                     ~~~~~ nonNullType
      @Column(DataType.TEXT) declare email: string;
    }
  `;
  const schema = "CREATE TABLE members (id serial PRIMARY KEY, motto text, email text NOT NULL);";
  invalid("what the migrations leave nullable, of sequelize-typescript", model, {
    schema,
    settings: { schema: ["schema.sql", "entities.ts"] },
  });
  valid("of sequelize-typescript without migrations", model.code);
  valid(
    "what the model itself keeps NULL out of: the database lags behind",
    ts`
    import { AllowNull, Column, DataType, Model, Table } from "sequelize-typescript";
    @Table({ tableName: "members", timestamps: false }) export class Member extends Model {
      @Column({ type: DataType.TEXT, allowNull: false }) declare motto: string;
      @AllowNull(false) @Column(DataType.TEXT) declare nick: string;
    }
  `,
    {
      schema: "CREATE TABLE members (id serial PRIMARY KEY, motto text, nick text);",
      settings: { schema: ["schema.sql", "entities.ts"] },
    },
  );
  invalid(
    "what it does not keep NULL out of",
    ts`
    import { AllowNull, Column, DataType, Model, Table } from "sequelize-typescript";
    @Table({ tableName: "members", timestamps: false }) export class Member extends Model {
      @Column({ type: DataType.TEXT, allowNull: true }) declare motto: string;
                                                                ~~~~~ nonNullType
      @AllowNull(true) @Column(DataType.TEXT) declare nick: string;
                                                      ~~~~ nonNullType
    }
  `,
    {
      schema: "CREATE TABLE members (id serial PRIMARY KEY, motto text, nick text);",
      settings: { schema: ["schema.sql", "entities.ts"] },
    },
  );
});
