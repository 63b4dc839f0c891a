import { readFileSync } from "node:fs";

/** Bytes of a source file. Generated clients and bundles are larger; what they hold is not worth the seconds. */
export const largestSource = 1_000_000;

/** The text of a file, and what is not right about it, for people. */
export interface TextFile {
  /** Without a byte order mark. */
  readonly text: string;
  readonly problem: string | null;
}

/**
 * Reads a text in the encoding that it has: UTF-8, or UTF-16, which PowerShell writes for `pg_dump > schema.sql`. In: a path. Out: what is not
 * UTF-8 is read as far as it can be, and said. Throws where the file cannot be read.
 */
export function readTextFile(path: string): TextFile {
  const bytes = readFileSync(path);
  const encoding = unicodeEncoding(bytes);
  if (encoding !== null) return { text: new TextDecoder(encoding).decode(bytes), problem: null };
  const text = new TextDecoder("utf-8").decode(bytes);
  // What a decoder puts in for bytes that are none of the encoding may be written in the file as well.
  const isUtf8 = !text.includes("\uFFFD") || Buffer.from(text).equals(withoutMark(bytes));
  const problem = text.includes("\0")
    ? "is no text that can be read: save it as UTF-8"
    : isUtf8
      ? null
      : "is not UTF-8, so letters beyond ASCII are not read: save it as UTF-8";
  return { text, problem };
}

/** UTF-16 by its byte order mark; without one by its zeros, since SQL and code are ASCII for the most part. */
function unicodeEncoding(bytes: Buffer): "utf-16le" | "utf-16be" | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const start = bytes.subarray(0, 512);
  if (!start.includes(0)) return null;
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const most = start.length / 4;
  return odd > most && even === 0 ? "utf-16le" : even > most && odd === 0 ? "utf-16be" : null;
}

const withoutMark = (bytes: Buffer): Buffer =>
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
