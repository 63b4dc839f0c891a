/**
 * What a value may be, as a set of bits: NULL, true, false. A value that is no boolean has the bits of true and false together.
 * `unclear` stands for a NULL of which it is not known whether it can be.
 */
export type Mask = number;

export const isNull = 1;
export const isTrue = 2;
export const isFalse = 4;
export const unclear = 8;

/** A value, whichever. */
export const value = isTrue | isFalse;
export const anything = value | isNull;
/** Nobody knows. */
export const unknowable = value | unclear;
const nullish = isNull | unclear;

export const mayBeNull = (mask: Mask): boolean => (mask & nullish) !== 0;
export const mayBeValue = (mask: Mask): boolean => (mask & value) !== 0;
/** It may be NULL, and nothing else. */
export const isOnlyNull = (mask: Mask): boolean => (mask & value) === 0;
/** The bits of NULL alone, and the whole of `value` where there may be one. */
export const asValue = (mask: Mask): Mask => (mask & nullish) | (mask & value ? value : 0);
export const nullBits = (mask: Mask): Mask => mask & nullish;

export function not(mask: Mask): Mask {
  return nullBits(mask) | (mask & isTrue ? isFalse : 0) | (mask & isFalse ? isTrue : 0);
}

export function and(left: Mask, right: Mask): Mask {
  let made = (left | right) & isFalse;
  if (left & right & isTrue) made |= isTrue;
  // NULL beside what is not false.
  if (right & (isTrue | nullish)) made |= nullBits(left);
  if (left & (isTrue | nullish)) made |= nullBits(right);
  return made;
}

export const or = (left: Mask, right: Mask): Mask => not(and(not(left), not(right)));

/** Of a function that gives NULL as soon as an operand is NULL; `given` what it gives of values. */
export function strict(operands: readonly Mask[], given: Mask = value): Mask {
  let made = 0;
  let all = true;
  for (const operand of operands) {
    made |= nullBits(operand);
    if (isOnlyNull(operand)) all = false;
  }
  return all ? made | given : made;
}

/** What a value may be of which two things are known; a NULL that is not sure to be kept out is unclear. */
export function meet(mask: Mask, known: Mask): Mask {
  const met = mask & known & value;
  const nulls = mask & nullish;
  const knownNulls = known & nullish;
  if (!nulls || !knownNulls) return met;
  return met | (nulls & knownNulls || (known === isNull ? isNull : unclear));
}
