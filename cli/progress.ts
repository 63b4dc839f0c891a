import type { Output } from "./streams.ts";

/** A line on a terminal that says how far a long run is. */
export interface Progress {
  show(done: number, total: number): void;
  end(): void;
}

/** Shows nothing for the first second, and nothing at all where standard error is no terminal. */
export function progressOn(stream: Output): Progress {
  const started = Date.now();
  let shown = false;
  return {
    show(done, total) {
      if (!stream.isTTY || Date.now() - started < 1000) return;
      shown = true;
      stream.write(`\r\u001B[Kreading ${done} of ${total} files that may hold SQL …`);
    },
    end() {
      if (shown) stream.write("\r\u001B[K");
      shown = false;
    },
  };
}
