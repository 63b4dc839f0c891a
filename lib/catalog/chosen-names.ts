/** A name cut to the 63 bytes PostgreSQL keeps, never inside a character. */
export function cut(name: string, bytes = 63): string {
  if (Buffer.byteLength(name) <= bytes) return name;
  let kept = "";
  let length = 0;
  for (const character of name) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    kept += character;
  }
  return kept;
}

/**
 * The name PostgreSQL chooses for an index, constraint or sequence (makeObjectName and ChooseRelationName in its
 * source): `table_columns_label`, the longer of the first two shortened until it fits, then numbered while `taken`.
 */
export function chosenName(
  table: string,
  columns: string | null,
  label: string,
  taken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass++) {
    const ending = pass === 0 ? label : `${label}${pass}`;
    const room = 63 - Buffer.byteLength(ending) - 1 - (columns === null ? 0 : 1);
    let first = Buffer.byteLength(table);
    let second = columns === null ? 0 : Buffer.byteLength(columns);
    while (first + second > room) {
      if (first > second) first--;
      else second--;
    }
    const name = [cut(table, first), ...(columns === null ? [] : [cut(columns, second)]), ending].join("_");
    if (!taken(name)) return name;
  }
}

/** What stands for the columns in a chosen name: all of them joined, until the name is full. */
export function joinedLabels(labels: readonly string[]): string {
  let joined = "";
  for (const label of labels) {
    if (joined) joined += "_";
    joined += label;
    if (Buffer.byteLength(joined) >= 64) break;
  }
  return joined;
}

/** Labels of index columns, a repeated one numbered: `expr`, `expr1`. */
export function distinctLabels(labels: readonly string[]): string[] {
  const taken: string[] = [];
  for (const label of labels) {
    let name = label;
    for (let number = 1; taken.includes(name); number++) name = `${cut(label, 63 - String(number).length)}${number}`;
    taken.push(name);
  }
  return taken;
}
