import type { HelperFacts } from "../helpers.ts";
import { embed } from "../sql-template-tag/helpers.ts";

/** `Prisma.join(…)` and its like stand in the texts of `$queryRawUnsafe`, too. */
export const helpers: HelperFacts = { embed, raw: ["raw"], inTexts: true };
