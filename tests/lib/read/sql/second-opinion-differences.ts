/** Statements on which the two readers differ, and why the second reader is the one that is wrong. */
export const differences: Readonly<Record<string, string>> = {
  "select -1, - 1, -(1), +1, - - 1, -a, 1.5, -.5e3, 1_000, 0x1f from t":
    "pgsql-ast-parser takes the tail of `.5e3`, `1_000` and `0x1f` for an alias",
  'select "Quoted"."Col", "a.b"."c""d", "select" from "From" as "Order" where "Quoted"."Where" is null':
    'pgsql-ast-parser leaves `""` doubled in a quoted name',
  'select U&"d\\0061t" from t where U&"x" = 1': "pgsql-ast-parser reads U& as a column and an operator before it",
};
