import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { entities, setting } from "../projects/mikro-orm.ts";

describe("no-hard-delete on MikroORM", () => {
  const { valid, invalid } = drawn(noHardDelete, setting);

  invalid(
    "nativeDelete",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function drop(em: EntityManager, id: number) {
      await em.nativeDelete(Team, { id });
                            ~~~~ hardDelete: "teams"
    }
  `,
    { suggestions: ["await em.nativeUpdate(Team, { id }, { deletedAt: new Date() });"] },
  );

  invalid(
    "the query builder's delete",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function drop(em: EntityManager, id: number) {
      await em.qb(Team).delete({ id });
                  ~~~~ hardDelete
    }
  `,
    {
      suggestions: ["await em.qb(Team).update({ deletedAt: new Date() }).where({ id }).andWhere({ deletedAt: null });"],
    },
  );

  invalid(
    "an entity that is removed",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function drop(em: EntityManager, id: number) {
      const team = await em.findOneOrFail(Team, { id, deletedAt: null });
      em.remove(team);
         ~~~~~~ hardDelete: "teams"
      await em.flush();
    }
  `,
    { suggestions: ["em.assign(team, { deletedAt: new Date() });"] },
  );

  valid(
    "a purge",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./entities.ts";
    export async function purge(em: EntityManager) {
      await em.nativeDelete(Team, { deletedAt: { $ne: null } });
    }
  `,
  );

  valid(
    "what a subscriber turns into a mark",
    ts`
    import { EntityManager } from "@mikro-orm/postgresql";
    import { Team } from "./db/entities.ts";
    export async function drop(em: EntityManager, team: Team) {
      em.remove(team);
      await em.flush();
    }
  `,
    {
      settings: { schema: ["db"] },
      files: {
        "db/entities.ts": entities,
        "db/subscriber.ts": `
    import { ChangeSetType, type EventSubscriber, type FlushEventArgs } from "@mikro-orm/core";
    export class Keeps implements EventSubscriber {
      async onFlush({ uow }: FlushEventArgs) {
        for (const cs of uow.getChangeSets()) if (cs.type === ChangeSetType.DELETE) { cs.entity.deletedAt = new Date(); uow.computeChangeSet(cs.entity); }
      }
    }`,
      },
    },
  );
});
