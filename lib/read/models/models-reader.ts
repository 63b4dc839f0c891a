import type { Listing } from "../../project/listing.ts";
import type { SourceModule } from "../../source/module.ts";
import type { Declarations } from "./declared.ts";
import type { ConfiguredModels, FoundModels } from "./found-models.ts";

/** How models that are declared with a library are read. */
export type ModelsReader =
  /** In code: adds what the modules declare to the declarations. */
  | {
      readonly form: "modules";
      readonly read: (modules: readonly SourceModule[], declarations: Declarations) => void;
    }
  | ModelTextsReader;

/** In files of the tool's own. */
export interface ModelTextsReader {
  readonly form: "texts";
  readonly kind: string;
  /** What the names of its files end with. */
  readonly ending: string;
  readonly read: (files: readonly { readonly file: string; readonly text: string }[]) => Declarations;
  /** Those of a project. */
  readonly find: (listing: Listing, configurations: readonly ConfiguredModels[]) => readonly FoundModels[];
}
