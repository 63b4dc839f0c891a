const uncountable =
  /^(?:equipment|information|rice|money|species|series|fish|sheep|deer|news|data|feedback|staff|music|advice|luggage|furniture|software|metadata|media|means|offspring|hardware|homework|knowledge|traffic|weather)$/i;

const irregular: readonly (readonly [RegExp, string])[] = [
  [/person$/i, "people"],
  [/child$/i, "children"],
  [/(?<![a-z]hu|[a-z]ger)man$/i, "men"],
  [/human$/i, "humans"],
  [/german$/i, "germans"],
  [/tooth$/i, "teeth"],
  [/goose$/i, "geese"],
  [/foot$/i, "feet"],
  [/mouse$/i, "mice"],
  [/louse$/i, "lice"],
  [/ox$/i, "oxen"],
  [/criterion$/i, "criteria"],
  [/phenomenon$/i, "phenomena"],
  [/datum$/i, "data"],
  [/medium$/i, "media"],
];

const rules: readonly (readonly [RegExp, string])[] = [
  [/s$/i, "s"],
  [/(ax|test)is$/i, "$1es"],
  [/(octop|vir)us$/i, "$1i"],
  [/(alias|status|bus|campus|virus|bonus|census)$/i, "$1es"],
  [/(buffal|domin|ech|embarg|her|mosquit|potat|tomat|vet)o$/i, "$1oes"],
  [/sis$/i, "ses"],
  [/(?:([^f])fe|([lr])f)$/i, "$1$2ves"],
  [/([^aeiouy]|qu)y$/i, "$1ies"],
  [/(x|ch|ss|sh|z)$/i, "$1es"],
  [/(matr|vert|ind)(?:ix|ex)$/i, "$1ices"],
  [/quiz$/i, "quizzes"],
];

/**
 * The plural of an English word at the end of a name, as the libraries that name tables form it: `Person` is `People`,
 * `userStatus` `userStatuses`.
 */
export function plural(name: string): string {
  const word = /[A-Za-z][a-z]*$/.exec(name)?.[0] ?? name;
  if (
    uncountable.test(word) ||
    /(?:people|children|men|teeth|geese|feet|mice|lice|oxen|criteria|phenomena)$/i.test(word)
  )
    return name;
  for (const [singular, many] of irregular) {
    const match = singular.exec(word);
    if (!match || (match[0].length !== word.length && !/man$/i.test(word))) continue;
    const start = name.length - match[0].length;
    const first = name.charAt(start);
    const ending = first === first.toUpperCase() ? many.charAt(0).toUpperCase() + many.slice(1) : many;
    return name.slice(0, start) + ending;
  }
  for (const [pattern, ending] of rules.toReversed()) if (pattern.test(name)) return name.replace(pattern, ending);
  return `${name}s`;
}

/** The word whose plural a name ends with: `People` is `Person`. A name that is no plural stays. */
export function singular(name: string): string {
  const candidates = [
    ...irregular
      .map(([, many]) => many)
      .flatMap((many, index) =>
        name.toLowerCase().endsWith(many)
          ? name.slice(0, -many.length) + cased(irregularSingles[index] ?? many, name.charAt(name.length - many.length))
          : [],
      ),
    name.replace(/ies$/, "y"),
    name.replace(/ves$/, "f"),
    name.replace(/ves$/, "fe"),
    name.replace(/s$/, ""),
    name.replace(/es$/, ""),
    name.replace(/ses$/, "sis"),
  ];
  return candidates.find((candidate) => candidate !== name && plural(candidate) === name) ?? name;
}

const irregularSingles = [
  "person",
  "child",
  "man",
  "human",
  "german",
  "tooth",
  "goose",
  "foot",
  "mouse",
  "louse",
  "ox",
  "criterion",
  "phenomenon",
  "datum",
  "medium",
];
const cased = (word: string, like: string): string =>
  like === like.toUpperCase() ? word.charAt(0).toUpperCase() + word.slice(1) : word;

/** `userId` as `user_id`. */
export const underscored = (name: string): string =>
  name
    .replace(/([A-Z\d]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
