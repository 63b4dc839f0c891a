import type { Level } from "../lib/analysis/level.ts";
import type { Around } from "../lib/analysis/shown.ts";
import type { StatementClient } from "../lib/model/client.ts";
import type { Span } from "../lib/model/span.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports statements that write, or lock rows, by a client of a database that only reads. */
export const noWriteOnReplica = defineRule({
  name: "no-write-on-replica",
  meta: {
    type: "problem",
    docs: { description: "Disallow writes by clients of read replicas", recommended: false },
    messages: {
      writes: "{{command}} does not run on a replica, and {{client}} is one. Send it by the client of the primary.",
    },
  },
  options: { clients: [], environment: ["REPLICA"] },
  mustHoldOn: "some way",
  create({ options, report }) {
    const check = (command: string, span: Span, { client }: Around) => {
      const replica = replicaIn(client(), options);
      if (replica !== null) report({ span, messageId: "writes", data: { command, client: `"${replica}"` } });
    };
    const change = (
      { kind, target }: Level & { readonly kind: "insert" | "update" | "delete" | "merge" },
      around: Around,
    ) => check(kind.toUpperCase(), target.item.nameSpan, around);
    return {
      insert: change,
      update: change,
      delete: change,
      merge: change,
      truncate({ targets: [target] }, around) {
        if (target) check("TRUNCATE", target.item.nameSpan, around);
      },
      select({ locking, span }, around) {
        if (typeof locking === "object") check("SELECT … FOR UPDATE", span, around);
      },
    };
  },
});

interface Replicas {
  readonly clients: readonly string[];
  readonly environment: readonly string[];
}

/** What says of a client that it is one of a replica; null where nothing does. */
function replicaIn(client: StatementClient | null, { clients, environment }: Replicas): string | null {
  const named = clients.find((name) => client?.names.has(name));
  if (named !== undefined) return named;
  const variables = [...(client?.environment ?? [])];
  return variables.find((name) => environment.some((part) => name.includes(part))) ?? null;
}
