import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import type { SourceModule } from "./module.ts";
import { isWholePattern } from "./patterns.ts";

type Node = TSESTree.Node;

/** Decorators of class-validator by what they leave: https://github.com/typestack/class-validator#validation-decorators */
const validators: Readonly<Record<string, HoleValue>> = {
  IsIn: "checked",
  IsEnum: "literals",
  Equals: "literals",
  ...named("number", ["IsInt", "IsNumber", "IsNumberString", "IsPositive", "IsNegative", "IsDecimal", "IsPort"]),
  ...named("boolean", ["IsBoolean", "IsBooleanString"]),
  ...named("checked", ["IsUUID", "IsDateString", "IsISO8601", "IsDate", "IsRFC3339", "IsMilitaryTime", "IsTimeZone"]),
  ...named("checked", [
    "IsAlpha",
    "IsAlphanumeric",
    "IsHexadecimal",
    "IsMongoId",
    "IsMD5",
    "IsHash",
    "IsULID",
    "IsFirebasePushId",
  ]),
  ...named("checked", [
    "IsISO31661Alpha2",
    "IsISO31661Alpha3",
    "IsISO4217CurrencyCode",
    "IsLatitude",
    "IsLongitude",
    "IsIP",
  ]),
};

/** NestJS's pipes: https://docs.nestjs.com/pipes#built-in-pipes */
const pipes: Readonly<Record<string, HoleValue>> = {
  ...named("number", ["ParseIntPipe", "ParseFloatPipe"]),
  ParseBoolPipe: "boolean",
  ParseEnumPipe: "literals",
  ...named("checked", ["ParseUUIDPipe", "ParseDatePipe", "ParseObjectIdPipe"]),
};

function named(value: HoleValue, names: readonly string[]): Record<string, HoleValue> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** What the decorators of a field let through of it. In: the type that is written at the field. */
export function validatedField(type: Node, module: SourceModule): HoleValue | null {
  const field = type.parent?.parent;
  return field?.type === "PropertyDefinition" ? validatedProperty(field, module) : null;
}

/** The same of a field by itself. */
export function validatedProperty(field: TSESTree.PropertyDefinition, module: SourceModule): HoleValue | null {
  for (const { expression } of field.decorators) {
    if (expression.type !== "CallExpression" || expression.callee.type !== "Identifier") continue;
    const { name } = expression.callee;
    const [first] = expression.arguments;
    if (name === "Matches" && first && isWholePattern(first, module)) return "checked";
    // class-transformer makes one of whatever came: `@Type(() => Number)`.
    if (name === "Type" && first?.type === "ArrowFunctionExpression" && first.body.type === "Identifier") {
      if (first.body.name === "Number") return "number";
      if (first.body.name === "Boolean") return "boolean";
    }
    const found = Object.hasOwn(validators, name) ? validators[name] : undefined;
    if (found) return found;
  }
  return null;
}

/** What the pipes beside a parameter let through: `@Param("id", ParseUUIDPipe) id`. */
export function pipedParameter(parameter: TSESTree.Parameter): HoleValue | null {
  if (!("decorators" in parameter)) return null;
  for (const { expression } of parameter.decorators) {
    for (const one of expression.type === "CallExpression" ? expression.arguments : []) {
      const pipe = one.type === "NewExpression" ? one.callee : one;
      const found = pipe.type === "Identifier" && Object.hasOwn(pipes, pipe.name) ? pipes[pipe.name] : undefined;
      if (found) return found;
    }
  }
  return null;
}
