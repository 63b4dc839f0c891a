import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { setting } from "../projects/mikro-orm.ts";

describe("require-soft-delete-filter on MikroORM", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, setting);

  invalid(
    "a find without the condition",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager, name: string) {
      return await em.find(Team, { name });
                           ~~~~ unfilteredRead: "teams"
    }
  `,
    { suggestions: ["em.find(Team, { name, deletedAt: null })"] },
  );

  invalid(
    "findAll without options",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager) {
      return await em.findAll(Team);
                              ~~~~ unfilteredRead
    }
  `,
    { suggestions: ["em.findAll(Team, { where: { deletedAt: null } })"] },
  );

  invalid(
    "a count without conditions, and one of a repository",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager) {
      const teams = em.getRepository(Team);
      return (await em.count(Team)) - (await teams.count());
                             ~~~~ unfilteredRead
                                             ~~~~~ unfilteredRead
    }
  `,
    { suggestions: ["em.count(Team, { deletedAt: null })", "teams.count({ deletedAt: null })"] },
  );

  invalid(
    "a repository that is injected, by key",
    ts`
    import { InjectRepository } from "@mikro-orm/nestjs";
    import { EntityRepository } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export class Teams {
      constructor(@InjectRepository(Team) private readonly teams: EntityRepository<Team>) {}
      async load(id: number) {
        return await this.teams.findOne(id);
                          ~~~~~ unfilteredRead: "teams"
      }
    }
  `,
    { suggestions: ["findOne({ id, deletedAt: null })"] },
  );

  invalid(
    "a repository of its own",
    ts`
    import { EntityRepository } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export class Teams extends EntityRepository<Team> {
      async named(name: string) {
        return await this.findOneOrFail({ name });
                     ~~~~ unfilteredRead
      }
    }
  `,
    { suggestions: ["this.findOneOrFail({ name, deletedAt: null })"] },
  );

  invalid(
    "rows that are read along",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager, name: string) {
      return await em.find(Team, { name, deletedAt: null }, { populate: ["players"] });
                                                                         ~~~~~~~~~ unfilteredRead: "players"
    }
  `,
    { suggestions: ["populateWhere: { players: { deletedAt: null } }"] },
  );

  invalid(
    "a relation in a condition",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager, nick: string) {
      return await em.find(Team, { players: { nick }, deletedAt: null });
                                   ~~~~~~~ unfilteredRead: "players"
    }
  `,
    { suggestions: ["players: { nick, deletedAt: null }"] },
  );

  invalid(
    "the query builder, whatever filters the entity has",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Coach } from "./entities.ts";
    export async function load(em: EntityManager, name: string) {
      return await em.qb(Coach, "c").select("*").where({ name }).getResultList();
                         ~~~~~ unfilteredRead: "coaches"
    }
  `,
    { suggestions: ['.where({ name }).andWhere({ "c.deletedAt": null }).getResultList()'] },
  );

  invalid(
    "a join of the query builder",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager) {
      return await em.qb(Team, "t").leftJoinAndSelect("t.players", "p").where({ "t.deletedAt": null }).getResultList();
                                                      ~~~~~~~~~~~ unfilteredRead: "players"
    }
  `,
    { suggestions: ['leftJoinAndSelect("t.players", "p", { "p.deletedAt": null })'] },
  );

  invalid(
    "a filter that is switched off",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Coach } from "./entities.ts";
    export async function load(em: EntityManager, name: string) {
      return await em.find(Coach, { name }, { filters: false });
                           ~~~~~ unfilteredRead: "coaches"
    }
  `,
  );

  valid(
    "a filter that is switched off by its name",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Coach } from "./entities.ts";
    export async function load(em: EntityManager, name: string) {
      await em.find(Coach, { name }, { filters: { live: false } });
      await em.count(Coach, { name }, { filters: { live: false } });
      await em.nativeUpdate(Coach, { name }, { name: "x" }, { filters: { live: false } });
    }
  `,
  );

  valid(
    "a filter that is on by default, and one that may be off",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Coach } from "./entities.ts";
    export async function load(em: EntityManager, name: string, filters: false | undefined) {
      await em.find(Coach, { name });
      await em.count(Coach, { name });
      await em.nativeUpdate(Coach, { name }, { name: "x" });
      await em.find(Coach, { name }, { filters });
    }
  `,
  );

  valid(
    "conditions that are not seen, in an object that is given or made on the way",
    ts`
    import { EntityManager, FilterQuery } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    import { restrict } from "./elsewhere.ts";
    export async function load(em: EntityManager, where: FilterQuery<Team>, all: boolean) {
      await em.find(Team, where);
      await em.find(Team, { name: "x", ...restrict(where) });
      await em.find(Team, { name: "x", deletedAt: null });
      const qb = em.qb(Team, "t").select("*");
      restrict(qb);
      return await qb.getResultList();
    }
  `,
  );

  invalid(
    "a condition that only one way through the program adds",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function load(em: EntityManager, name: string | null) {
      const qb = em.createQueryBuilder(Team, "t").select("*");
                                       ~~~~ unfilteredRead: "teams"
      if (name) qb.andWhere({ name });
      return await qb.getResultList();
    }
  `,
  );
});
