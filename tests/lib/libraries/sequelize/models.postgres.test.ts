import * as library from "sequelize";
import { describe, expect, it } from "vitest";
import { catalogOfModels, namesOf, relationsOf } from "../../read/models/catalog-of-models.ts";
import { judged } from "../../read/models/judged.ts";
import { pgOn, evaluated } from "../../read/models/pg-on-pglite.ts";

const models = `
import { DataTypes, Model, Sequelize } from "sequelize";

export function define(sequelize: Sequelize) {
  const User = sequelize.define("User", {
    email: { type: DataTypes.STRING(320), allowNull: false, unique: true },
    firstName: DataTypes.STRING,
    role: { type: DataTypes.ENUM("admin", "member"), allowNull: false, defaultValue: "member" },
    tags: { type: DataTypes.ARRAY(DataTypes.TEXT) },
    balance: { type: DataTypes.DECIMAL(12, 2), defaultValue: 0 },
    token: { type: DataTypes.UUID, defaultValue: DataTypes.UUIDV4 },
    bornOn: { type: DataTypes.DATEONLY, field: "born" },
    fullName: { type: DataTypes.VIRTUAL, get() { return "x"; } },
    settings: { type: DataTypes.JSONB },
    seenAt: { type: DataTypes.DATE, defaultValue: Sequelize.literal("now()") },
    active: { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: true },
  }, { paranoid: true, indexes: [{ fields: ["firstName", "role"] }, { name: "users_live", unique: true, fields: ["email"], where: { deletedAt: null } }] });

  class Order extends Model {}
  Order.init({
    number: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true },
    tenantId: { type: DataTypes.INTEGER, unique: "tenant_slug" },
    slug: { type: DataTypes.TEXT, unique: "tenant_slug" },
    totalCents: { type: DataTypes.BIGINT, allowNull: false },
  }, { sequelize, modelName: "order", underscored: true });

  class AuditLog extends Model {}
  AuditLog.init({ id: { type: DataTypes.UUID, primaryKey: true }, orderNumber: { type: DataTypes.INTEGER, references: { model: Order, key: "number" }, onDelete: "CASCADE" } }, { sequelize, tableName: "audit_log", timestamps: false });

  const Category = sequelize.define("Category", { label: DataTypes.CHAR(3) }, { freezeTableName: true, createdAt: "made_at", updatedAt: false });
  const Note = sequelize.define("Note", { body: Sequelize.TEXT, created_at: Sequelize.DATE, updated_at: { type: Sequelize.DATE, allowNull: false } }, { underscored: true });

  User.hasMany(Order, { foreignKey: { name: "ownerId", allowNull: false } });
  Order.belongsTo(User, { foreignKey: { name: "ownerId", allowNull: false } });
  AuditLog.belongsTo(User, { as: "actor", onDelete: "RESTRICT" });
  Category.belongsTo(Category, { as: "parent", constraints: false });
}
`;

const between = `
import { DataTypes, Sequelize } from "sequelize";

export function define(sequelize: Sequelize) {
  const User = sequelize.define("User", { email: DataTypes.TEXT });
  const Team = sequelize.define("Team", { label: DataTypes.TEXT });
  const Tag = sequelize.define("Tag", { name: { type: DataTypes.STRING(20), primaryKey: true } }, { timestamps: false });
  const UserTag = sequelize.define("UserTag", { userId: { type: DataTypes.INTEGER, field: "user_id" }, tagName: { type: DataTypes.STRING(20), field: "tag_name" }, id: { type: DataTypes.INTEGER, primaryKey: true } }, { tableName: "user_tags", timestamps: false });
  const Post = sequelize.define("Post", { body: DataTypes.TEXT });
  const Profile = sequelize.define("Profile", {});
  User.belongsToMany(Team, { through: "TeamMembers" });
  Team.belongsToMany(User, { through: "TeamMembers" });
  User.belongsToMany(Tag, { through: UserTag, as: "tags", foreignKey: "userId", otherKey: "tagName" });
  Tag.belongsToMany(User, { through: UserTag, as: "users", foreignKey: "tagName", otherKey: "userId" });
  User.hasMany(Post);
  Post.belongsTo(User);
  User.hasOne(Profile, { as: "profile", foreignKey: "ownerId" });
  Profile.belongsTo(User, { as: "owner", foreignKey: "ownerId" });
}
`;

describe("Sequelize's models", () => {
  it("declare what Sequelize's own sync makes", async () => {
    const catalog = catalogOfModels("sequelize", { "models.ts": models });
    expect(catalog.problems).toEqual([]);
    expect(
      await judged(catalog, async (postgres) => {
        const sequelize = new library.Sequelize({ dialect: "postgres", dialectModule: pgOn(postgres), logging: false });
        (evaluated(models)["define"] as (sequelize: library.Sequelize) => void)(sequelize);
        await sequelize.sync();
      }),
    ).toEqual([]);
  });
  it("keep the names of models and attributes, and say how rows are deleted", () => {
    const catalog = catalogOfModels("sequelize", { "models.ts": models });
    expect(namesOf(catalog)).toMatchObject({
      Users: "User",
      "Users.born": "bornOn",
      orders: "order",
      "orders.total_cents": "totalCents",
    });
    expect(catalog.relations.get("public.Users")).toMatchObject({
      modelSoftDelete: { column: "deletedAt", deletes: true, filters: true },
    });
  });
  const columns = (files: Record<string, string>, table: string) => {
    const found = catalogOfModels("sequelize", files).relations.get(table);
    return found?.kind === "table"
      ? found.columns.map(({ name, type, nullable }) => `${name} ${type}${nullable ? "" : " not null"}`)
      : null;
  };
  it("have tables between those that are many on both sides, as Sequelize's own sync makes them", async () => {
    const catalog = catalogOfModels("sequelize", { "models.ts": between });
    expect(catalog.problems).toEqual([]);
    expect(
      await judged(catalog, async (postgres) => {
        const sequelize = new library.Sequelize({ dialect: "postgres", dialectModule: pgOn(postgres), logging: false });
        (evaluated(between)["define"] as (sequelize: library.Sequelize) => void)(sequelize);
        await sequelize.sync();
      }),
    ).toEqual([]);
    expect(relationsOf(catalog)).toEqual({
      "User.Teams": "many Team: Users(id) -> TeamMembers(UserId, TeamId) -> Teams(id)",
      "User.tags": "many Tag: Users(id) -> user_tags(user_id, tag_name) -> Tags(name)",
      "User.Posts": "many Post: Users(id) -> Posts(UserId)",
      "User.profile": "one Profile: Users(id) -> Profiles(ownerId)",
      "Team.Users": "many User: Teams(id) -> TeamMembers(TeamId, UserId) -> Users(id)",
      "Tag.users": "many User: Tags(name) -> user_tags(tag_name, user_id) -> Users(id)",
      "Post.User": "one User: Posts(UserId) -> Users(id)",
      "Profile.owner": "one User: Profiles(ownerId) -> Users(id)",
    });
  });
  it("say what their scopes let through", () => {
    const table = catalogOfModels("sequelize", {
      "models.ts": `
      import { DataTypes, Op, Sequelize } from "sequelize";
      const sequelize = new Sequelize("");
      const Job = sequelize.define("Job", { state: DataTypes.TEXT, removedAt: { type: DataTypes.DATE, field: "removed_at" }, hidden: DataTypes.BOOLEAN },
        { defaultScope: { where: { removedAt: null, weight: somewhere() } }, scopes: { shown: { where: { hidden: { [Op.ne]: true }, [Op.and]: [{ state: "done" }] } }, mine: (id) => ({ where: { owner: id } }) } });
      Job.addScope("removed", { where: { removedAt: { [Op.not]: null } } });`,
    }).relations.get("public.Jobs");
    expect(table?.kind === "table" && table.modelTraits?.filters).toEqual([
      {
        name: null,
        always: true,
        conditions: [{ column: "removed_at", operator: "is null", value: null }],
        complete: false,
      },
      {
        name: "shown",
        always: false,
        conditions: [
          { column: "hidden", operator: "<>", value: true },
          { column: "state", operator: "=", value: "done" },
        ],
        complete: true,
      },
      { name: "mine", always: false, conditions: [], complete: false },
      {
        name: "removed",
        always: false,
        conditions: [{ column: "removed_at", operator: "is not null", value: null }],
        complete: true,
      },
    ]);
  });
  it("follow what new Sequelize says of every model, and CommonJS factories", () => {
    expect(
      columns(
        {
          "index.js":
            'const { Sequelize } = require("sequelize");\nmodule.exports = new Sequelize(process.env.URL, { define: { underscored: true, paranoid: true } });',
          "person.js":
            'module.exports = (sequelize, DataTypes) => {\n  const Person = sequelize.define("Person", { firstName: DataTypes.STRING });\n  return Person;\n};',
        },
        "public.people",
      ),
    ).toEqual([
      "id integer not null",
      "first_name character varying(255)",
      "created_at timestamp with time zone not null",
      "updated_at timestamp with time zone not null",
      "deleted_at timestamp with time zone",
    ]);
  });
  it("may be written with decorators", () => {
    expect(
      columns(
        {
          "user.ts": `import { AllowNull, AutoIncrement, BelongsTo, Column, DataType, Default, DeletedAt, ForeignKey, Model, PrimaryKey, Table } from "sequelize-typescript";
        @Table({ tableName: "teams" }) export class Team extends Model { @Column name: string; }
        @Table({ tableName: "users", underscored: true })
        export class User extends Model {
          @PrimaryKey @AutoIncrement @Column(DataType.BIGINT) id: number;
          @AllowNull(false) @Column email: string;
          @Default(0) @Column({ type: DataType.SMALLINT, field: "n" }) count: number;
          @ForeignKey(() => Team) @Column teamId: number;
          @BelongsTo(() => Team) team: Team;
          @DeletedAt removedAt: Date;
        }`,
        },
        "public.users",
      ),
    ).toEqual([
      "id bigint not null",
      "email character varying(255) not null",
      "n smallint",
      "team_id integer",
      "created_at timestamp with time zone not null",
      "updated_at timestamp with time zone not null",
      "removed_at timestamp with time zone",
    ]);
  });
  it("tell a table whose name comes from elsewhere, and make none of it", () => {
    const catalog = catalogOfModels("sequelize", {
      "models.ts":
        'import { DataTypes, Model } from "sequelize";\nexport class User extends Model {\n  static setup(options) {\n    super.init({ name: DataTypes.STRING }, { ...options });\n  }\n}',
    });
    expect(catalog.problems.map(({ line, message }) => [line, message])).toEqual([
      [4, 'the table of "User" could not be told: its options come from elsewhere'],
    ]);
    expect([...catalog.relations.keys()]).toEqual([]);
  });
});
