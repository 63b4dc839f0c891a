import { writtenLanguage } from "./written-language.ts";

/** A string, where what looks like a comment is none, or a comment. */
const pieces = /"(?:\\.|[^"\\\r\n])*"|\/\/[^\r\n]*|\/\*[^]*?(\*\/|$)/g;

/** `language: "rowguard/prisma"`: schemas of Prisma's, with the comments `// …`, `/// …` and `/* … *\/`. */
export const prismaLanguage = writtenLanguage("PrismaFile", (text) =>
  [...text.matchAll(pieces)].flatMap(({ 0: written, 1: closing = "", index: start }) => {
    if (written.startsWith('"')) return [];
    const type = written.startsWith("/*") ? "Block" : "Line";
    return {
      type,
      start,
      end: start + written.length,
      marks: [/^\/\/\/?|^\/\*/.exec(written)?.[0].length ?? 2, closing.length],
    };
  }),
);
