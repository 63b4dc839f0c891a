import type { Chain, Step } from "../../source/built/built.ts";
import { rowStep } from "../../source/built/rows.ts";
import type { Entities, Entity } from "./entities.ts";

/** What a chain of TypeORM begins with. */
export interface Receiver {
  readonly kind: "repository" | "manager" | "builder";
  /** Of a repository, and of an entity with static methods. */
  readonly entity: Entity | null;
  /** From the method on. */
  readonly steps: readonly Step[];
  /** It is a row of the entity. */
  readonly own?: boolean;
}

const kinds: Readonly<Record<string, Receiver["kind"]>> = {
  "Repository()": "repository",
  "DataSource()": "manager",
  "EntityManager()": "manager",
  builder: "builder",
};

/** Null for what sends nothing: operators, decorators, other functions of the package. */
export function receiverOf({ root, steps }: Chain, entities: Entities): Receiver | null {
  // `user.remove()`
  if (root.kind === "class" && steps[0]?.name === rowStep && steps[0].arguments === null)
    return {
      kind: "repository",
      entity: entities.ofClass(root.node, root.frame.module, root.place),
      steps: steps.slice(1),
      own: true,
    };
  // `User.find()`
  if (root.kind === "class")
    return {
      kind: "repository",
      entity: entities.named(root.place) ?? { table: null, name: null, at: root.place },
      steps,
    };
  if (root.kind !== "package" || root.origin.library !== "typeorm") return null;
  const kind = kinds[root.origin.path];
  return kind ? { kind, entity: kind === "repository" ? entities.ofRepository(root) : null, steps } : null;
}
