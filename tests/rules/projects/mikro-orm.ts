export const entities = `
  import { Collection, Entity, Filter, ManyToOne, OneToMany, PrimaryKey, Property } from "@mikro-orm/core";

  @Entity({ tableName: "teams" })
  export class Team {
    @PrimaryKey() id!: number;
    @Property() name!: string;
    @Property({ nullable: true }) deletedAt?: Date;
    @OneToMany(() => Player, (player) => player.team) players = new Collection<Player>(this);
  }

  @Entity({ tableName: "players" })
  export class Player {
    @PrimaryKey() id!: number;
    @Property() nick!: string;
    @Property({ nullable: true }) deletedAt?: Date;
    @ManyToOne(() => Team, { nullable: true }) team?: Team;
  }

  @Entity({ tableName: "coaches" })
  @Filter({ name: "live", cond: { deletedAt: null }, default: true })
  export class Coach {
    @PrimaryKey() id!: number;
    @Property() name!: string;
    @Property({ nullable: true }) deletedAt?: Date;
  }
`;
export const setting = { settings: { schema: ["entities.ts"] }, files: { "entities.ts": entities } };
