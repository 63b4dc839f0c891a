/** Functions of one kind that give a value for whatever values they are given, or fail; and why one can be sure. */
interface NeverNull {
  /** What the documentation or the source of PostgreSQL says. */
  readonly because: string;
  readonly names: string;
  /** They give a value for NULL, too. */
  readonly always?: boolean;
}

const kinds: readonly NeverNull[] = [
  {
    because: "the clock, the session and random numbers are there at any time",
    names: `now transaction_timestamp statement_timestamp clock_timestamp timeofday current_timestamp current_date current_time
      localtimestamp localtime current_user session_user current_role system_user user current_catalog current_database version
      gen_random_uuid uuidv4 uuidv7 random random_normal txid_current merge_action`,
    always: true,
  },
  {
    because:
      "they put together what they are given and write NULL as a value of their own (chapters 9.4, 9.16 and 9.19)",
    names: `concat json_build_object jsonb_build_object json_build_array jsonb_build_array json_array quote_nullable
      num_nulls num_nonnulls array_append array_prepend grouping pg_typeof xmlelement`,
    always: true,
  },
  {
    because: "a text gives a text: functions of chapter 9.4 that compute from every character",
    names: `initcap btrim ltrim rtrim length char_length character_length octet_length bit_length reverse repeat replace
      translate left right lpad rpad split_part strpos position starts_with ascii chr md5 sha224 sha256 sha384 sha512 encode decode
      to_hex to_bin to_oct overlay quote_ident quote_literal normalize unistr regexp_replace regexp_count regexp_like regexp_instr
      regexp_split_to_array casefold convert_from convert_to convert get_bit get_byte set_bit set_byte concat_ws format like_escape
      similar_to_escape textcat textlen parse_ident`,
  },
  {
    because: "arithmetic gives a number or fails (chapter 9.3)",
    names: `abs ceil ceiling floor round trunc sign sqrt cbrt exp ln log log10 power pow mod div gcd lcm degrees radians pi
      factorial acos asin atan atan2 cos cot sin tan acosd asind atand atan2d cosd cotd sind tand sinh cosh tanh asinh acosh atanh
      width_bucket scale min_scale trim_scale erf erfc gamma lgamma`,
  },
  {
    because: "a time gives a time, infinite ones too; not the fields and texts of an infinite one (chapter 9.9)",
    names: `date_trunc date_bin age justify_days justify_hours justify_interval make_date make_interval make_time make_timestamp
      make_timestamptz to_timestamp isfinite timezone date_add date_subtract`,
  },
  {
    because: "a list gives a list or a number (chapter 9.19)",
    names: `cardinality array_to_string string_to_array array_remove array_replace array_cat array_fill trim_array array_positions
      array_reverse array_sort array_shuffle array_sample`,
  },
  {
    because: "JSON of a value is a value, JSON null among them (chapter 9.16)",
    names: `to_json to_jsonb row_to_json array_to_json json_array_length jsonb_array_length json_typeof jsonb_typeof jsonb_set
      jsonb_insert jsonb_strip_nulls json_strip_nulls jsonb_pretty jsonb_path_query_array`,
  },
  {
    because: "ranges, networks, sequences and text search give a value for each (chapters 9.12, 9.13, 9.17 and 9.20)",
    names: `isempty lower_inc upper_inc lower_inf upper_inf range_merge host masklen family abbrev network netmask hostmask broadcast
      set_masklen inet_merge inet_same_family nextval to_tsvector to_tsquery plainto_tsquery phraseto_tsquery websearch_to_tsquery
      ts_rank ts_rank_cd ts_headline setweight strip numnode querytree hashtext`,
  },
];

const alwaysNames = new Set<string>();
/** By name: why the function never gives NULL for values that are none. */
export const neverNullFunctions: ReadonlyMap<string, string> = new Map(
  kinds.flatMap(({ names, because, always }) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => {
        if (always) alwaysNames.add(name);
        return [name, because] as const;
      }),
  ),
);

/** Functions that give a value for NULL, too. */
export const alwaysValued: ReadonlySet<string> = alwaysNames;

/**
 * Operators that give a value for any two values, or fail: comparison, arithmetic, matching, containment and joining. Not those
 * that look something up in JSON (`->`, `#>`, `@?`, `@@`), and not those of geometry that may find no point (`#`, `##`).
 */
export const neverNullOperators: ReadonlySet<string> = new Set(
  `= <> < <= > >= + - * / % ^ |/ ||/ ! ~ ~* !~ !~* ~~ ~~* !~~ !~~* || @> <@ && & | << >> ? ?| ?& ^@ <-> -|- &< &> #- ~<~ ~<=~ ~>~ ~>=~
   <<= >>= |>> <<| |&> &<|`
    .trim()
    .split(/\s+/)
    .filter((name) => name !== "!"),
);
