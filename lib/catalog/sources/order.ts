/** Text with the numbers in it compared as numbers: `V1.9` before `V1.10`, `2_b` before `10_a`. */
export function natural(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const [left, right] = [split(a), split(b)];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) break;
    if (one === other) continue;
    if (/^\d/.test(one) && /^\d/.test(other)) {
      const [first, second] = [BigInt(one), BigInt(other)];
      if (first !== second) return first < second ? -1 : 1;
      continue;
    }
    return one < other ? -1 : 1;
  }
  return left.length - right.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Files as a migration tool runs them: by the number that opens their names where they have one, else as text. */
export function inFileOrder(files: readonly string[]): string[] {
  const numbered = files.every((file) => /^\d/.test(baseOf(file)));
  const compare = (a: string, b: string) =>
    numbered ? natural(baseOf(a), baseOf(b)) || natural(a, b) : a < b ? -1 : a > b ? 1 : 0;
  return [...files].sort(compare);
}

/** Flyway: versions as lists of numbers, then the repeatable migrations by their description. */
export function inFlywayOrder(files: readonly string[]): string[] {
  const version = (file: string) => (/^[VB]([\d._]+?)__/i.exec(baseOf(file))?.[1] ?? "").split(/[._]/).map(Number);
  const repeatable = (file: string) => /^R__/i.test(baseOf(file));
  return [...files].sort((a, b) => {
    if (repeatable(a) !== repeatable(b)) return repeatable(a) ? 1 : -1;
    if (repeatable(a)) return baseOf(a) < baseOf(b) ? -1 : 1;
    const [left, right] = [version(a), version(b)];
    for (let index = 0; index < Math.max(left.length, right.length); index++) {
      const difference = (left[index] ?? 0) - (right[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return a < b ? -1 : 1;
  });
}

export const baseOf = (file: string): string => file.slice(file.lastIndexOf("/") + 1);

/** Whether a file stands in a folder of its migration's own: Prisma's `migration.sql`, and `up.sql` beside `down.sql` of Hasura and Diesel. */
export const hasFolderOfItsOwn = (file: string): boolean => /^(?:migration|up|down)\.sql$/i.test(baseOf(file));

/** Whether a file as a whole undoes another: `1_users.down.sql`, `down.sql`, flyway's `U1__users.sql`. */
export const isUndoing = (file: string): boolean =>
  /(?:^|[.-])(?:down|undo|rollback|revert)\.sql$|^U[\d._]+__.*\.sql$/i.test(baseOf(file));
