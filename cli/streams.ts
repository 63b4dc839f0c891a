import pc from "picocolors";
import { printable } from "./printable.ts";

/** Where text goes. `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** How many characters fit in a line, where that is known. */
  readonly columns?: number | undefined;
}

/**
 * What a command has of the process it runs in: commands touch nothing else of it, so that tests run them as terminals
 * do.
 */
export interface Streams {
  /** The folder that paths of the command line begin at; absolute. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly colors: boolean;
}

/** Marks text for a terminal, or leaves it as it is where no colours are wanted. */
export type Colors = ReturnType<typeof pc.createColors>;

export const colorsFor = ({ colors }: Pick<Streams, "colors">): Colors => pc.createColors(colors);

/** One line on standard error. */
export function complain({ stderr }: Pick<Streams, "stderr">, message: string): 2 {
  stderr.write(`rowguard: ${printable(message)}\n`);
  return 2;
}
