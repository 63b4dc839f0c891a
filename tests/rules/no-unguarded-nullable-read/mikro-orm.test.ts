import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

describe("entities of MikroORM that say less than their columns", () => {
  const { invalid } = drawn(noUnguardedNullableRead, {
    espree: true,
    file: "entities.ts",
    settings: { schema: ["entities.ts"] },
  });

  invalid(
    "a property of MikroORM",
    ts`
    import { Entity, PrimaryKey, Property } from "@mikro-orm/core";
    @Entity() export class Member {
      @PrimaryKey() id!: number;
      @Property({ type: "text", nullable: true }) motto!: string;
                                                  ~~~~~ nonNullType
      @Property({ type: "text", nullable: true }) nick?: string;
    }
  `,
    { suggestions: ["motto!: string | null;"] },
  );
});
