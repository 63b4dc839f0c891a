import { plural } from "./findings.ts";
import type { Run } from "./run.ts";
import type { Session } from "./session.ts";
import { complain, type Streams } from "./streams.ts";

/** What a file noted of what rowguard itself failed on in it. */
export interface Noted {
  readonly failures: readonly string[];
}

const mostNamed = 3;

/**
 * Says on standard error, a line each, which files could not be read or were left out, and what rowguard itself failed on. In: `strict`, whether a fault that was
 * contained counts. Out: true where the exit status has to be 2.
 */
export function tellFailures(
  { read, unreadable, byTools, crashes }: Run<Noted>,
  show: Session["show"],
  strict: boolean,
  streams: Streams,
): boolean {
  for (const { file, reason } of unreadable) complain(streams, `${show(file)} could not be read (${reason}).`);
  for (const { file, message } of crashes)
    complain(streams, `failed on ${show(file)} (${message}). Please report this.`);
  if (byTools.length > 0) {
    const shown = byTools.slice(0, mostNamed).map(show).join(", ");
    const more = byTools.length > mostNamed ? ", …" : "";
    complain(
      streams,
      `${plural(byTools.length, "file")} left out, as a generator or a bundler has written ${byTools.length === 1 ? "it" : "them"}: ${shown}${more}`,
    );
  }
  const contained = [...read].filter(([, { failures }]) => failures.length > 0);
  for (const [file, { failures }] of contained)
    complain(
      streams,
      `failed on a part of ${show(file)} (${failures.join("; ")}); the rest is checked. Please report this.`,
    );
  return unreadable.length > 0 || crashes.length > 0 || (strict && contained.length > 0);
}
