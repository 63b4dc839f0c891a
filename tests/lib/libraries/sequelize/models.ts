/** Models as a project declares them: read as they stand here, and run with Sequelize itself. */
export const modelsSource = `import { DataTypes, Model, Op, Sequelize } from "sequelize";

export const sequelize = new Sequelize(process.env.DATABASE_URL ?? "", { dialect: "postgres" });

export class Member extends Model {}
Member.init({
  email: { type: DataTypes.STRING, allowNull: false },
  fullName: { type: DataTypes.STRING, field: "full_name" },
  points: { type: DataTypes.INTEGER },
  labels: { type: DataTypes.ARRAY(DataTypes.STRING) },
  settings: { type: DataTypes.JSONB },
  joinedAt: { type: DataTypes.DATE, field: "joined_at" },
}, {
  sequelize,
  modelName: "Member",
  tableName: "members",
  paranoid: true,
  scopes: {
    keen: { where: { points: { [Op.gt]: 10 } } },
    named(name) {
      return { where: { fullName: name } };
    },
    booked: { include: [{ association: "bookings", required: true }] },
    withDeleted: { paranoid: false },
  },
});

export class Booking extends Model {}
Booking.init({ price: DataTypes.INTEGER, startsAt: { type: DataTypes.DATE, field: "starts_at" } }, { sequelize, tableName: "bookings", paranoid: true });

export class Card extends Model {}
Card.init({ digits: DataTypes.STRING }, { sequelize, tableName: "cards", timestamps: false });

// It has the column, and nobody looks after it.
export const Room = sequelize.define("Room", { label: DataTypes.STRING, deletedAt: DataTypes.DATE }, { tableName: "rooms", timestamps: false });

export const Studio = sequelize.define("Studio", { slug: DataTypes.STRING, open: DataTypes.BOOLEAN, secret: DataTypes.STRING }, {
  tableName: "studios",
  timestamps: false,
  defaultScope: { where: { open: true }, attributes: { exclude: ["secret"] } },
  scopes: { closed: { where: { open: false } } },
});

export const Tag = sequelize.define("Tag", { word: DataTypes.STRING }, { tableName: "tags", timestamps: false, paranoid: false });
export const RoomTag = sequelize.define("RoomTag", { weight: DataTypes.INTEGER }, { tableName: "room_tags", paranoid: true, createdAt: false, updatedAt: false });

Member.hasMany(Booking, { as: "bookings", foreignKey: "memberId" });
Booking.belongsTo(Member, { as: "member", foreignKey: "memberId" });
Member.hasOne(Card, { as: "card", foreignKey: "memberId" });
Card.belongsTo(Member, { as: "owner", foreignKey: "memberId" });
Booking.belongsTo(Room, { as: "room", foreignKey: "roomId" });
Room.hasMany(Booking, { as: "bookings", foreignKey: "roomId" });
Room.belongsTo(Studio, { foreignKey: "studioId" });
Studio.hasMany(Room, { as: "rooms", foreignKey: "studioId" });
Room.belongsToMany(Tag, { through: RoomTag, as: "tags", foreignKey: "roomId", otherKey: "tagId" });
Tag.belongsToMany(Room, { through: RoomTag, as: "rooms", foreignKey: "tagId", otherKey: "roomId" });
Member.belongsTo(Member, { as: "sponsor", foreignKey: "sponsorId" });
Member.hasMany(Member, { as: "sponsored", foreignKey: "sponsorId" });
`;

export const modelNames = ["sequelize", "Member", "Booking", "Card", "Room", "Studio", "Tag", "RoomTag"] as const;
