/**
 * Answers to questions that ask one another, in a circle too: each is worked out once. What a circle says of itself is the
 * least fixed point: it begins with `least`, and is worked out again until nothing changes.
 */
export class Answers<T> {
  readonly #least: T;
  readonly #undecided: T;
  readonly #settled = new Answered<T>();
  #round: Round<T> | null = null;

  /** `undecided`: the answer where a circle does not settle. */
  constructor(least: T, undecided: T) {
    this.#least = least;
    this.#undecided = undecided;
  }

  /** In: what is asked about, what is asked, and how to find out. */
  of(subject: object, question: string, answer: () => T): T {
    const settled = this.#settled.get(subject, question);
    if (settled !== undefined) return settled;
    return this.#round ? this.#within(this.#round, subject, question, answer) : this.#settle(subject, question, answer);
  }

  #settle(subject: object, question: string, answer: () => T): T {
    let answers = new Answered<T>();
    try {
      for (let left = 20; left > 0; left--) {
        const round: Round<T> = { before: answers, answers: new Answered(), open: new Answered(), changed: false };
        this.#round = round;
        this.#within(round, subject, question, answer);
        answers = round.answers;
        if (!round.changed) break;
        if (left === 1) answers.set(subject, question, this.#undecided);
      }
    } finally {
      this.#round = null;
    }
    this.#settled.take(answers);
    return this.#settled.get(subject, question) ?? this.#undecided;
  }

  #within(round: Round<T>, subject: object, question: string, answer: () => T): T {
    const known = round.answers.get(subject, question);
    if (known !== undefined) return known;
    const before = round.before.get(subject, question) ?? this.#least;
    if (round.open.get(subject, question) !== undefined) {
      round.open.set(subject, question, true);
      return before;
    }
    round.open.set(subject, question, false);
    const found = answer();
    round.answers.set(subject, question, found);
    // Others have gone on with what it was before.
    if (round.open.get(subject, question) === true && found !== before) round.changed = true;
    return found;
  }
}

interface Round<T> {
  readonly before: Answered<T>;
  readonly answers: Answered<T>;
  /** What is being worked out or was; true: it was asked again meanwhile. */
  readonly open: Answered<boolean>;
  changed: boolean;
}

class Answered<T> {
  readonly #of = new Map<object, Map<string, T>>();

  get(subject: object, question: string): T | undefined {
    return this.#of.get(subject)?.get(question);
  }

  set(subject: object, question: string, answer: T): void {
    const about = this.#of.get(subject);
    if (about) about.set(question, answer);
    else this.#of.set(subject, new Map([[question, answer]]));
  }

  take(others: Answered<T>): void {
    for (const [subject, answers] of others.#of)
      for (const [question, answer] of answers) this.set(subject, question, answer);
  }
}
