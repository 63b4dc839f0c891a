/** A range of UTF-16 offsets in the file that is being read, end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A replacement of a range of the file; an insertion has `start === end`. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}
