const sequelizeModels = `import { DataTypes, Model, Sequelize } from "sequelize";
export const sequelize = new Sequelize("postgres://localhost/x");
export class Room extends Model {}
Room.init({ label: DataTypes.TEXT, deletedAt: DataTypes.DATE }, { sequelize, tableName: "rooms", timestamps: false });
export class Booking extends Model {}
Booking.init({ price: DataTypes.INTEGER }, { sequelize, tableName: "bookings", paranoid: true });
export class Tag extends Model {}
Tag.init({ word: DataTypes.TEXT }, { sequelize, tableName: "tags", timestamps: false });
export class Seat extends Model { async destroy() { await this.update({ deletedAt: new Date() }); } }
Seat.init({ label: DataTypes.TEXT, deletedAt: DataTypes.DATE }, { sequelize, tableName: "seats", timestamps: false });
`;
export const setting = { files: { "models.ts": sequelizeModels }, settings: { schema: ["models.ts"] } };
