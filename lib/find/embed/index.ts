import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../../model/sql-text.ts";
import { factsOf, libraries } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import { meaningOf } from "../../source/meaning.ts";
import { originOf } from "../../source/origin.ts";
import { generatedFrom } from "../../source/packages.ts";
import { isNamedAsTag } from "../tag-names.ts";
import { spliced } from "../text-hole.ts";
import { memberName, unwrap } from "../../source/nodes.ts";
import { sourceOf, type Frame, type TextValue } from "../text-value.ts";
import { asRaw, type Follow, type HelperUse } from "./embed.ts";
import { escapedString } from "./escape.ts";
import { offerOf } from "./offer.ts";

/** Where the library is not known, what its helpers' names say in all of them. */
const byName = libraries.flatMap(({ sql }) => (sql?.helpers?.byName ? sql.helpers.embed : []));
const rawByName = oneOf(["raw", "unsafe"]);

/**
 * What a call, a construction or a name of the library's own stands for in a text; null for what is not the library's.
 */
export function embedded(node: TSESTree.Node, frame: Frame, follow: Follow): TextValue | null {
  const use = helperUse(node, frame, follow);
  if (!use) return null;
  const { library, mode } = frame.context;
  const escaped =
    mode === "text" || /^(?:util\.)?format$/.test(use.name) || use.name.startsWith("as.") ? escapedString(use) : null;
  if (escaped) return escaped;
  const isKnown = library !== "unknown" && library !== "custom";
  const helpers = factsOf(library)?.sql?.helpers;
  if (mode === "text" && !helpers?.inTexts) return null;
  const isRaw = isKnown ? (helpers?.raw ?? []).includes(use.name) : rawByName(use.name);
  if (isRaw) return asRaw(use, use.arguments[0], rawText(follow));
  const offer = offerOf(use);
  if (isKnown) return helpers?.embed(offer) ?? null;
  if (use.name === "") return null;
  for (const embed of byName) {
    const value = embed(offer);
    if (value) return value;
  }
  return null;
}

function rawText(follow: Follow): (node: TSESTree.Node, frame: Frame) => SqlText {
  return (node, frame) => {
    const value = follow(node, frame);
    return value?.kind === "string" ? value.text : [spliced(node, frame)];
  };
}

function helperUse(node: TSESTree.Node, frame: Frame, follow: Follow): HelperUse | null {
  if (node.type === "Identifier") {
    const origin = originOf(node, frame.module);
    const name = origin ? lastName(origin.path) : null;
    return name === "empty" ? { name: ".empty", arguments: [], node, frame, follow } : null;
  }
  if (node.type === "MemberExpression") {
    return memberName(node) === "empty" && isTagLike(node.object, frame)
      ? { name: ".empty", arguments: [], node, frame, follow }
      : null;
  }
  if (node.type !== "CallExpression") return null;
  const callee = unwrap(node.callee);
  const given = (name: string): HelperUse => ({ name, arguments: node.arguments, node, frame, follow });
  if (callee.type === "Identifier") {
    const origin = originOf(callee, frame.module);
    if (callsTag(origin?.library ?? null)) return origin?.path === "sql" ? given("") : null;
    if (origin) {
      if (/^(?:node:)?util$/.test(origin.package))
        return lastName(origin.path) === "format" ? given("util.format") : null;
      const known = origin.library !== null || /^(pg-format|@scaleleap\/pg-format)$/.test(origin.package);
      return known ? given(lastName(origin.path) ?? (origin.package.includes("format") ? "format" : "")) : null;
    }
    // A tag that is called, injected.
    return isTagName(callee.name) && callsTag(frame.context.library) ? given("") : null;
  }
  if (callee.type !== "MemberExpression") return null;
  const name = memberName(callee);
  if (name === null) return null;
  const { object } = callee;
  if (object.type === "MemberExpression" && memberName(object) === "as") return given(`as.${name}`);
  if (object.type === "MemberExpression" && (memberName(object) === "types" || memberName(object) === "typed"))
    return given(`types.${name}`);
  if (name === "escapeIdentifier" || name === "escapeLiteral") return given(name);
  if (object.type === "Identifier") {
    const meaning = meaningOf(object, frame.module);
    if (meaning?.kind === "package" && /^(?:node:)?util$/.test(meaning.specifier) && name === "format")
      return given("util.format");
    if (meaning?.kind === "package" && /pg-format/.test(meaning.specifier))
      return given(name === "withArray" ? "" : name);
  }
  return isTagLike(object, frame) ? given(name) : null;
}

function callsTag(library: string | null): boolean {
  return library !== null && factsOf(library)?.sql?.helpers?.calledTag === true;
}

function lastName(path: string): string | null {
  const match = /([\w$]+)$/.exec(path);
  return match?.[1] ?? null;
}

function isTagName(name: string): boolean {
  return /^(sql|tx|trx|transaction|t)$/i.test(name) || /(^|_)sql$/i.test(name) || /Sql$/.test(name);
}

/** `sql`, `Prisma`, `this.sql`, `db.sql`: what the library's helpers hang from. */
function isTagLike(node: TSESTree.Node, frame: Frame): boolean {
  const inner = unwrap(node);
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return false;
  const origin = originOf(inner, frame.module);
  const isAnyones = frame.context.library === "custom" || frame.context.library === "unknown";
  if (origin?.library) return origin.library === frame.context.library || isAnyones;
  // A package that is not known is known by its name where the tag is no library's.
  if (origin && !isAnyones) return false;
  if (inner.type === "MemberExpression") return isTagName(memberName(inner) ?? "");
  return isTagName(inner.name) || generatedFrom(inner.name) !== null;
}

/** Is a tagged template one of the library's that the text is for? */
export function isOwnTag(node: TSESTree.TaggedTemplateExpression, frame: Frame): boolean {
  const { library } = frame.context;
  const tag = unwrap(node.tag);
  if (frame.at.depth === 0 && isRoot(node, frame)) return true;
  const origin = originOf(tag, frame.module);
  if (origin)
    return (
      origin.library === library ||
      library === "custom" ||
      library === "unknown" ||
      (origin.library !== null && frame.context.mode === "tag")
    );
  if (tag.type === "CallExpression")
    return isTagLike(
      unwrap(tag.callee).type === "MemberExpression"
        ? (unwrap(tag.callee) as TSESTree.MemberExpression).object
        : tag.callee,
      frame,
    );
  if (tag.type === "MemberExpression")
    return isTagLike(tag.object, frame) || isTagName(memberName(tag) ?? "") || isNamedAsTag(memberName(tag) ?? "");
  return (
    tag.type === "Identifier" && (isTagName(tag.name) || /^(raw|fragment)$/.test(tag.name) || sameTag(tag.name, frame))
  );
}

function isRoot(node: TSESTree.Node, frame: Frame): boolean {
  return frame.context.mode === "tag" && frame.reading.root === node;
}

function sameTag(name: string, frame: Frame): boolean {
  const { root } = frame.reading;
  return (
    root.type === "TaggedTemplateExpression" && sourceOf(root.tag, { ...frame, module: frame.context.module }) === name
  );
}
