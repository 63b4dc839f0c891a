import type { Placeholders } from "../../../../lib/model/site.ts";
import { assemble } from "../../../../lib/read/sql/template/assemble.ts";
import { templateOf } from "../../../../lib/read/sql/template/template.ts";
import { variantsOf } from "../../../../lib/read/sql/template/variants.ts";

/** What PostgreSQL is given to read for a text without holes, in a library's style of placeholders. */
export function assembledOf(text: string, style: Placeholders): string {
  const place = { kind: "here", start: 0, offsets: null, quoting: "template" } as const;
  const [variant = []] = variantsOf([{ kind: "text", text, place }]).variants;
  return assemble(templateOf(variant), style)
    .map((one) => one.text)
    .join(";");
}
