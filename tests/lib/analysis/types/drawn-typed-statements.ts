/** A schema with columns of every kind, for the statements that are drawn over it. */
export const typedSchema = `
CREATE EXTENSION citext;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE place AS (city text, zip varchar(5), at point);
CREATE DOMAIN mail AS varchar(120) CHECK (VALUE LIKE '%@%');
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TYPE span AS RANGE (subtype = float8);
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto varchar(40), lead_id bigint, budget numeric(12,2), founded date);
CREATE TABLE users (id bigserial PRIMARY KEY, email mail NOT NULL, nick varchar(32), code char(3), age smallint, size int, score numeric(10,2), plain numeric, rate real, big double precision, n positive,
  team_id int, tags text[], nicks varchar(10)[], counts int[], moods mood[], feeling mood, born date, made timestamptz DEFAULT now(), upd timestamp(3), alarm time, tz_alarm timetz, dur interval, uid uuid, data jsonb, raw json,
  bin bytea, ip inet, net cidr, active boolean, home place, homes place[], during tstzrange, nums int4range, sp span, ci citext, bits bit(4), vb varbit(7), x xml, tsv tsvector, tsq tsquery, price money, ident name, at point, obj oid, body text);
CREATE FUNCTION add_one(a int, b int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a + b';
CREATE FUNCTION add_one(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION team_users(t int) RETURNS SETOF users LANGUAGE sql AS 'SELECT * FROM users WHERE team_id = t';
CREATE FUNCTION stats(OUT total bigint, OUT label text) LANGUAGE sql AS 'SELECT 1::bigint, ''a''';
CREATE FUNCTION tab(x int) RETURNS TABLE (a int, b text) LANGUAGE sql AS 'SELECT 1, ''a''';
CREATE FUNCTION last_of(list anyarray) RETURNS anyelement LANGUAGE sql AS 'SELECT list[array_upper(list, 1)]';
CREATE VIEW live AS SELECT id, email, nick, upper(nick) AS up, count(*) OVER () AS c, score FROM users WHERE active;
`;

type Family = string;

/** Columns of the tables by family: what may stand in a template's hole of that name. */
const columns: Readonly<Record<string, Readonly<Record<Family, string>>>> = {
  u: {
    int: "id age size n team_id",
    num: "score plain rate big age size",
    exact: "score plain",
    float: "rate big",
    text: "email nick code body",
    citext: "ci",
    name: "ident",
    bool: "active",
    date: "born",
    ts: "upd",
    tstz: "made",
    time: "alarm",
    timetz: "tz_alarm",
    interval: "dur",
    uuid: "uid",
    jsonb: "data",
    json: "raw",
    bytea: "bin",
    inet: "ip net",
    texts: "tags nicks",
    ints: "counts",
    mood: "feeling",
    moods: "moods",
    place: "home",
    places: "homes",
    tsrange: "during",
    intrange: "nums",
    span: "sp",
    bit: "bits vb",
    xml: "x",
    tsvector: "tsv",
    tsquery: "tsq",
    money: "price",
    point: "at",
    oid: "obj",
  },
  t: { int: "id lead_id", num: "budget", exact: "budget", text: "name motto", date: "founded" },
  l: { int: "id c", exact: "score", text: "email nick up" },
};
const tables: Readonly<Record<string, string>> = { u: "users", t: "teams", l: "live" };

/** What stands for a value without columns: literals, casts, parameters. */
const leaves: Readonly<Record<Family, string>> = {
  int: "1;0;42;3000000000;'7'::int;2::smallint;5::bigint;{$};{$}::int",
  num: "1.5;2;1e3;{$};3::numeric(5,1);0.1::real;2::float8",
  exact: "1.5;2.25::numeric(6,2);{$}::numeric;99999999999999999999",
  float: "1.5::float8;2::real;{$}::float8",
  text: "'a';'b'::text;{$};'c'::varchar(5);'d'::char(2);{$}::text;NULL",
  citext: "'a'::citext",
  name: "'a'::name;current_user",
  bool: "true;false;{$};NULL::boolean;'t'::bool",
  date: "'2020-01-01'::date;current_date;{$}::date;date '2021-02-03'",
  ts: "'2020-01-01'::timestamp;localtimestamp;{$}::timestamp(2);make_timestamp(2020, 1, 2, 3, 4, 5)",
  tstz: "now();current_timestamp;current_timestamp(2);{$}::timestamptz;'2020-01-01'::timestamptz",
  time: "'10:00'::time;localtime;{$}::time",
  timetz: "'10:00+1'::timetz;current_time",
  interval:
    "interval '1 day';'1h'::interval;{$}::interval;make_interval(days => 2);interval '1' hour;interval '2' day to second(2)",
  uuid: "gen_random_uuid();{$}::uuid;'00000000-0000-0000-0000-000000000000'::uuid",
  jsonb: "'{}'::jsonb;{$}::jsonb;jsonb_build_object('a', 1);jsonb_build_array(1, 'b');to_jsonb(1)",
  json: "'{}'::json;json_build_object('a', 2);to_json('a'::text)",
  bytea: "'\\x00'::bytea;{$}::bytea",
  inet: "'10.0.0.1'::inet;{$}::inet",
  texts: "'{}'::text[];ARRAY['a', 'b'];{$}::text[];string_to_array('a,b', ',');'{}'::varchar(3)[]",
  ints: "ARRAY[1, 2];'{}'::int[];{$}::int[]",
  mood: "'ok'::mood;{$}::mood",
  moods: "'{ok}'::mood[]",
  place: "ROW('a', 'b', NULL)::place;'(a,b,)'::place",
  places: "'{}'::place[]",
  tsrange: "tstzrange(now(), NULL);'empty'::tstzrange",
  intrange: "int4range(1, 5);'[1,2)'::int4range",
  span: "span(1, 2);'empty'::span",
  bit: "B'1010';X'1F';'1'::bit(3);'101'::varbit",
  xml: "xmlelement(name a);'<a/>'::xml",
  tsvector: "to_tsvector('a');''::tsvector",
  tsquery: "to_tsquery('a');plainto_tsquery('english', {$})",
  money: "'1'::money;{$}::money",
  point: "point(1, 2);'(1,2)'::point",
  oid: "1::oid",
};

/** What makes a value of a family out of others. */
const templates: readonly (readonly [Family, string])[] = Object.entries({
  int: `{int} + {int};{int} - 1;{int} * {int};{int} / 2;{int} % 3;-{int};abs({int});length({text});char_length({text});position('a' in {text});strpos({text}, 'b');ascii({text});count(*)~;
    coalesce({int}, {int});coalesce({int}, 0);coalesce({$}, {int});nullif({int}, 0);greatest({int}, {int});least({int}, {$});CASE WHEN {bool} THEN {int} ELSE {int} END;CASE WHEN {bool} THEN {int} END;
    CASE {text} WHEN 'a' THEN {int} WHEN 'b' THEN 2 ELSE {$} END;{num}::int;{text}::bigint;array_length({texts}, 1);cardinality({ints});{ints}[1];array_position({texts}, 'a');jsonb_array_length({jsonb});
    ({jsonb} ->> 'a')::int;{date} - {date};extract(year FROM {tstz})::int;num_nulls({text}, {int});lower({intrange});octet_length({bytea});get_byte({bytea}, 0);add_one({int}::int);add_one(1, {int}::int);
    add_one(b => 2, a => 1);{int} & 3;{int} << 2;~{int};sign({num})::int;width_bucket({num}, 0, 10, 5);floor({num})::bigint;(SELECT {int});(SELECT count(*) FROM teams);(SELECT max(x.id) FROM users x);
    mod({int}, 2);gcd({int}, 4);last_of({ints});{int} # 1;bit_length({text});div({num}, 2)::int;date_part('day', {ts})::int;hashtext({text});({place}).zip::int;{int} COLLATE_`,
  num: `{num} + {num};{num} * {int};{num} / {num};{int} / {exact};{num} - {$};round({num}::numeric);round({exact}, 2);trunc({exact}, 1);ceil({num});floor({num});sqrt({num});power({num}, 2);abs({num});
    {exact} % 2;2 ^ {int};coalesce({num}, 0);coalesce({num}, {int});nullif({num}, 0);greatest({num}, {num});CASE WHEN {bool} THEN {num} ELSE {int} END;CASE WHEN {bool} THEN {int} ELSE {num} END;
    extract(epoch FROM {interval});extract(month FROM {date});date_part('year', {ts});random();{text}::numeric(8,2);{num}::numeric;{num}::real;({jsonb} ->> 'x')::float8;ln({num});exp({float});pi();
    (SELECT {num});lower({span});{point} <-> {point};similarity_;log(2, {exact});-{num};+{num};@ {num}; ||/ {float};to_number({text}, '99');{money} / {money};degrees({float});atan2({float}, 1);ts_rank({tsvector}, {tsquery})`,
  exact: `{exact} + {exact};{exact} * 2;round({exact}, 2);{exact}::numeric(12,3);coalesce({exact}, 0);nullif({exact}, 0);CASE WHEN {bool} THEN {exact} ELSE {exact} END;{int}::numeric(6,1)`,
  float: `{float} + {float};{float} * {int};sqrt({float});{num}::float8;{int}::real;coalesce({float}, 0)`,
  text: `{text} || {text};{text} || {int};{int} || {text};'x' || {text};{text} || {$};upper({text});lower({text});initcap({text});trim({text});trim(leading 'x' from {text});btrim({text}, 'a');substring({text} from 1 for 2);
    substring({text}, 2);substring({text} from 'a');substr({text}, 1);left({text}, 3);right({text}, {int}::int);replace({text}, 'a', {text});concat({text}, {int});concat_ws(',', {text}, {any});coalesce({text}, 'x');
    coalesce({text}, {text});coalesce({text}, {$});nullif({text}, '');nullif({text}, {text});CASE WHEN {bool} THEN {text} ELSE 'x' END;CASE WHEN {bool} THEN {text} ELSE {text} END;CASE WHEN {bool} THEN 'a' ELSE 'b' END;
    greatest({text}, {text});least({text}, 'a');format('%s-%s', {any}, {text});md5({text});lpad({text}, 5);rpad({text}, 5, 'x');repeat({text}, 2);reverse({text});split_part({text}, ',', 1);to_char({tstz}, 'YYYY');
    to_char({num}, '99');to_char({interval}, 'HH');{any}::text;{text}::varchar(7);{text}::char(4);{text}::varchar;{jsonb} ->> 'a';{json} ->> 0;{jsonb} #>> '{a}';{texts}[1];array_to_string({texts}, ',');
    jsonb_typeof({jsonb});{place}_;({place}).city;({places}[1]).zip;quote_literal({text});quote_ident({text});translate({text}, 'a', 'b');overlay({text} placing 'x' from 1);regexp_replace({text}, 'a', 'b');
    encode({bytea}, 'hex');host({inet});abbrev({inet});{text} COLLATE "C";(SELECT {text});(SELECT name FROM teams LIMIT 1);current_setting('x');pg_typeof({any})::text;add_one({text}::text);version();chr({int}::int);
    {mood}::text;{uuid}::text;{name} || 'x';left({name}, 2);normalize({text});to_hex({int});jsonb_pretty({jsonb});string_agg_;{citext} || 'a';lower({citext});last_of({texts});jsonb_extract_path_text({jsonb}, 'a', 'b');
    JSON_VALUE({jsonb}, '$.a');JSON_SERIALIZE({jsonb});xmlserialize(content {xml} as text);ts_headline({text}, {tsquery});date_trunc('day', {tstz})::text;starts_with_;text({int});convert_from({bytea}, 'UTF8');{text} || {mood}`,
  citext: `coalesce({citext}, 'x');{text}::citext;CASE WHEN {bool} THEN {citext} ELSE 'a' END;nullif({citext}, '')`,
  bool: `{int} = {int};{int} < {num};{num} >= {num};{int} <> {$};{text} = {text};{text} = 'a';{text} = {$};{text} <> {text};{text} < {text};{text} LIKE 'a%';{text} ILIKE {$};{text} NOT LIKE {text};{text} ~ 'a';{text} !~* {$};
    {text} SIMILAR TO 'a';{int} IN (1, 2, 3);{int} IN (1, {int});{int} IN ({$}, {$});{text} IN ('a', {text}, {$});{text} NOT IN ({$}, 'x');{int} BETWEEN 1 AND {int};{num} BETWEEN {$} AND {$};{date} BETWEEN {$} AND {date};
    {int} NOT BETWEEN SYMMETRIC {int} AND 3;{any} IS NULL;{any} IS NOT NULL;{bool} IS TRUE;{bool} IS NOT FALSE;NOT {bool};({bool} AND {bool});({bool} OR {bool});{text} IS DISTINCT FROM {text};{int} IS NOT DISTINCT FROM {$};
    EXISTS (SELECT 1 FROM teams x WHERE x.id = {int});{int} IN (SELECT x.id FROM teams x);{text} IN (SELECT x.nick FROM users x);{$} IN (SELECT x.feeling FROM users x);{int} = ANY ({ints});{int} = ANY ({$});{text} = ANY ({texts});{text} = ANY ({$});
    {int} <> ALL (ARRAY[1, {int}]);{mood} = 'ok';{mood} = {$};{mood} < {mood};{mood} = ANY ({moods});{mood} IN ('ok', {$});{mood} = ANY ({$});{date} < {date};{date} = {$};{tstz} > {tstz};{tstz} > {date};{ts} < {tstz};{ts} >= {$};{tstz} < now() - {interval};
    {time} < {$};{interval} > '1 day';{uuid} = {$};{uuid} = {uuid};{jsonb} @> {jsonb};{jsonb} @> '{}';{jsonb} @> {$};{jsonb} ? 'a';{jsonb} ?| ARRAY['a'];{jsonb} = {jsonb};{texts} @> {texts};{texts} && {$};{texts} <@ ARRAY['a'];{ints} = {ints};
    {tsrange} @> {tstz};{tsrange} && {tsrange};{intrange} @> {int}::int;{intrange} = {$};{span} && {span};isempty({span});{inet} << {inet};{inet} = {$};{tsvector} @@ {tsquery};{bit} = {bit};{money} > {money};{money} > {$};{bytea} = {$};{citext} = 'A';
    {citext} = {text};{citext} LIKE {$};{name} = {text};{oid} = 5;coalesce({bool}, false);CASE WHEN {bool} THEN {bool} ELSE false END;({int}, {text}) = ({$}, {$});({int}, {int}) < (1, 2);({tstz}, {tstz}) OVERLAPS ({tstz}, {interval});
    starts_with({text}, 'a');{text} ^@ 'a';jsonb_path_exists({jsonb}, '$.a');{jsonb} @? '$.a';JSON_EXISTS({jsonb}, '$.a');{text} IS JSON;{point} ~= {point};{text}::bool;{int}::int::bool;{num} IN (1, 2.5, {$});pg_try_advisory_lock({int});{xml} IS DOCUMENT;
    has_table_privilege('users', 'select');{place} = {place};{place} IS NULL;{int} = {text}::int;{timetz} = {$}`,
  date: `{date} + 1;{date} - {int}::int;{tstz}::date;{ts}::date;coalesce({date}, current_date);greatest({date}, {date});make_date(2020, 1, {int}::int);to_date({text}, 'YYYY');CASE WHEN {bool} THEN {date} END;nullif({date}, {date});date({ts});{text}::date;(SELECT {date})`,
  ts: `{ts} + {interval};{ts} - {interval};{ts} - '1 day';{date} + {interval};{date} + {time};date_trunc('hour', {ts});{tstz} AT TIME ZONE 'UTC';{tstz} AT TIME ZONE {text};{date}::timestamp;{ts}::timestamp(1);coalesce({ts}, {date});coalesce({ts}, {$});date_bin('1 hour', {ts}, {ts});greatest({ts}, {date})`,
  tstz: `{tstz} + {interval};{tstz} - {interval};{tstz} + '1 day';now() - {$}::interval;now() - {$} * interval '1 day';date_trunc('day', {tstz});date_trunc('day', {tstz}, 'UTC');{ts} AT TIME ZONE 'UTC';{date}::timestamptz;{tstz}::timestamptz(0);coalesce({tstz}, now());coalesce({tstz}, {ts});
    coalesce({$}, {tstz});greatest({tstz}, {date});to_timestamp({num});to_timestamp({text}, 'YYYY');CASE WHEN {bool} THEN {tstz} ELSE now() END;lower({tsrange});upper({tsrange});make_timestamptz(2020, 1, 2, 3, 4, 5);(SELECT max(x.made) FROM users x);{text}::timestamptz;generate_series_;nullif({tstz}, {ts})`,
  time: `{time} + {interval};{ts}::time;{time} - {interval};coalesce({time}, '10:00');{tstz}::time(2)`,
  timetz: `{tstz}::timetz;{time}::timetz;coalesce({timetz}, {time})`,
  interval: `{interval} + {interval};{interval} * 2;{interval} * {num};{interval} / 2;-{interval};{tstz} - {tstz};{ts} - {ts};age({tstz}, {tstz});age({ts});{time} - {time};justify_days({interval});coalesce({interval}, '0');{text}::interval;{time}::interval;make_interval(hours => {int}::int);CASE WHEN {bool} THEN {interval} END;{$} * interval '1 day';{tstz} - {date};date_trunc('hour', {interval});{interval}::interval day;{ts} - {tstz}`,
  uuid: `coalesce({uuid}, gen_random_uuid());{text}::uuid;nullif({uuid}, {uuid});CASE WHEN {bool} THEN {uuid} END`,
  jsonb: `{jsonb} -> 'a';{jsonb} -> 0;{jsonb} #> '{a}';{jsonb} -> {text};{jsonb} || {jsonb};{jsonb} || '{}';{jsonb} - 'a';{jsonb} - 1;{jsonb} #- '{a}';jsonb_set({jsonb}, '{a}', {jsonb});jsonb_set({jsonb}, '{a}', {$});to_jsonb({any});jsonb_build_object('a', {any}, 'b', {int});jsonb_build_array({int}, {text});
    coalesce({jsonb}, '{}');{json}::jsonb;{text}::jsonb;jsonb_strip_nulls({jsonb});{jsonb}['a'];jsonb_path_query_first({jsonb}, '$.a');JSON_QUERY({jsonb}, '$.a');jsonb_insert({jsonb}, '{a}', '1');CASE WHEN {bool} THEN {jsonb} ELSE '{}' END;JSON_OBJECT('a': {jsonb});JSON_ARRAY({jsonb}, 1)`,
  json: `{json} -> 'a';row_to_json(ROW({int}, {text}));to_json({any});json_build_object('x', {any});json_build_array({int});coalesce({json}, '{}');{jsonb}::json;JSON_OBJECT('a': {int});JSON_ARRAY(1, {text});array_to_json({ints});JSON_SCALAR({int});JSON('{}')`,
  bytea: `{bytea} || {bytea};decode({text}, 'hex');sha256({bytea});coalesce({bytea}, '');substring({bytea} from 1);convert_to({text}, 'UTF8')`,
  inet: `{text}::inet;network({inet});{inet} + 1;set_masklen({inet}, 8);coalesce({inet}, '10.0.0.1');broadcast({inet})`,
  texts: `{texts} || {texts};{texts} || 'a'::text;{texts} || {text};array_append({texts}, 'a');array_append({texts}, {$});array_cat({texts}, ARRAY['x']);array_remove({texts}, 'a');ARRAY[{text}, {text}];ARRAY[{text}, 'a', {$}];coalesce({texts}, '{}');{texts}[1:2];regexp_split_to_array({text}, ',');
    ARRAY(SELECT x.nick FROM users x);ARRAY(SELECT name FROM teams);string_to_array({text}, ',');CASE WHEN {bool} THEN {texts} ELSE ARRAY[]::text[] END;array_replace({texts}, 'a', 'b');{ints}::text[];regexp_match({text}, 'a');tsvector_to_array({tsvector});enum_range(NULL::mood)::text[]`,
  ints: `{ints} || {int}::int;{ints} || {ints};array_append({ints}, {int}::int);ARRAY[{int}, 1];ARRAY[{int}, {num}];coalesce({ints}, '{}');array_prepend({int}::int, {ints});ARRAY(SELECT x.age FROM users x);{ints}[2:];ARRAY[{ints}, {ints}];array_positions({texts}, 'a')`,
  mood: `coalesce({mood}, 'ok');coalesce({$}, {mood});{text}::mood;CASE WHEN {bool} THEN {mood} ELSE 'sad' END;nullif({mood}, 'ok');greatest({mood}, 'ok');{moods}[1];enum_first({mood});CASE {mood} WHEN 'ok' THEN {mood} WHEN {$} THEN 'sad'::mood END`,
  moods: `array_append({moods}, 'ok');{moods} || {mood};ARRAY[{mood}, 'ok'];enum_range({mood});coalesce({moods}, '{}');array_agg_`,
  place: `coalesce({place}, {place});{places}[1];CASE WHEN {bool} THEN {place} END`,
  places: `{places} || {place};ARRAY[{place}];array_append({places}, {place})`,
  tsrange: `{tsrange} * {tsrange};{tsrange} + {tsrange};tstzrange({tstz}, {$});coalesce({tsrange}, 'empty');range_merge({tsrange}, {tsrange})`,
  intrange: `int4range({int}::int, {$});{intrange} * {intrange};int4range(1, {$}, '[]')`,
  span: `span({float}::float8, {$});{span} * {span};coalesce({span}, 'empty')`,
  bit: `{bit} || {bit};substring({bit} from 1 for 2);{int}::int::bit(8)`,
  xml: `xmlforest({text} as a);xmlconcat({xml}, {xml});xmlparse(content {text})`,
  tsvector: `to_tsvector('english', {text});{tsvector} || {tsvector};setweight({tsvector}, 'A');strip({tsvector});to_tsvector({jsonb})`,
  tsquery: `{tsquery} && {tsquery};websearch_to_tsquery({text});to_tsquery('english', {$});!! {tsquery}`,
  money: `{money} + {money};{money} * 2;{money} / 3;{exact}::money;{money} * {int}`,
  point: `{point} + {point};point({float}, {float})`,
  name: `{text}::name;coalesce({name}, 'a')`,
  oid: `{int}::oid;coalesce({oid}, 1)`,
} satisfies Readonly<Record<Family, string>>).flatMap(([family, list]) =>
  list
    .split(";")
    .map((template) => template.trim())
    .filter((template) => template !== "" && !/[_~]$/.test(template))
    .map((template) => [family, template] as const),
);

const byFamily = new Map<Family, readonly string[]>();
for (const [family, template] of templates) byFamily.set(family, [...(byFamily.get(family) ?? []), template]);
const families = [...byFamily.keys()];
const aggregates: readonly string[] =
  "count(*);count({int});count(DISTINCT {text});sum({int});sum({num});avg({num});avg({int});min({text});max({text});min({int});max({tstz});max({date});min({num});sum({interval});sum({money});avg({interval});array_agg({text});array_agg({int});array_agg({any});array_agg({texts});string_agg({text}, ',');string_agg(DISTINCT {text}, {$});string_agg({text}, ',' ORDER BY {int});json_agg({any});jsonb_agg({any});json_object_agg({text}, {any});jsonb_object_agg({text}, {int});bool_and({bool});bool_or({bool});every({bool});stddev({num});var_pop({int});corr({float}, {float});any_value({any});percentile_cont(0.5) WITHIN GROUP (ORDER BY {num});percentile_disc(0.5) WITHIN GROUP (ORDER BY {any});percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {num});mode() WITHIN GROUP (ORDER BY {text});rank(1) WITHIN GROUP (ORDER BY {int});bit_and({int});max({mood});min({citext});range_agg({tsrange});count({any}) FILTER (WHERE {bool});sum({int}) FILTER (WHERE {bool});max({inet});max({ts});min({time});JSON_ARRAYAGG({int});JSON_OBJECTAGG('a': {text});xmlagg({xml});max({texts});regr_count({float}, {float});grouping_".split(
    ";",
  );
const windows: readonly string[] =
  "row_number();rank();dense_rank();percent_rank();cume_dist();ntile(4);lag({any});lag({text}, 1, 'x');lead({int}, 2, 0);lead({num}, 1);first_value({any});last_value({any});nth_value({any}, 2);sum({int});avg({num});count(*);max({text});min({date});array_agg({int});string_agg({text}, ',')".split(
    ";",
  );

interface Scope {
  readonly columns: Readonly<Record<Family, readonly string[]>>;
}

/** A statement over `typedSchema`, which PostgreSQL takes most often, drawn with a seed. */
export function drawnTypedStatement(random: () => number): string {
  return new Draw(random).numbered();
}

class Draw {
  readonly #random: () => number;
  #aliases = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The statement, each of its parameters with a number. */
  numbered(): string {
    let number = 0;
    return this.#statement().replaceAll("{$}", () => {
      if (number > 0 && this.#maybe(0.05)) return `$${1 + Math.floor(this.#random() * number)}`;
      return `$${++number}`;
    });
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }

  #maybe(share: number): boolean {
    return this.#random() < share;
  }

  #statement(): string {
    return this.#pick([
      () => this.#select(2),
      () => this.#select(3),
      () => this.#select(3),
      () => this.#grouped(),
      () => this.#windowed(),
      () => this.#united(),
      () => this.#commonTable(),
      () => this.#derived(),
      () => this.#fromFunction(),
      () => `VALUES ${this.#rows(noColumns, ["int", "text", "num", "date"])}`,
      () => this.#insert(),
      () => this.#update(),
      () => this.#delete(),
      () => this.#merge(),
      () => this.#star(),
    ])();
  }

  #expression(family: Family, scope: Scope, depth: number): string {
    if (family === "any") return this.#expression(this.#pick(families), scope, depth);
    const own = scope.columns[family] ?? [];
    const made = byFamily.get(family) ?? [];
    if (depth <= 0 || made.length === 0 || this.#maybe(0.25)) {
      if (own.length > 0 && this.#maybe(0.7)) return this.#pick(own);
      return this.#pick((leaves[family] ?? "NULL").split(";"));
    }
    return this.#filled(this.#pick(made), scope, depth - 1);
  }

  #filled(template: string, scope: Scope, depth: number): string {
    const isOne = /^\{\w+\}$/.test(template);
    return template.replaceAll(/\{(\w+)\}/g, (hole, family: string) => {
      // What is no family is an array literal: `'{a}'`.
      if (family !== "any" && !Object.hasOwn(leaves, family)) return hole;
      const made = this.#expression(family, scope, depth);
      return isOne || /^[\w.]+$|^\{\$\}$|^[a-z_]+\([^()]*\)$/.test(made) ? made : `(${made})`;
    });
  }

  #from(): { readonly sql: string; readonly scope: Scope } {
    const first = this.#pick(["u", "u", "u", "t", "l"]);
    let sql = `${tables[first] ?? ""} ${first}`;
    const used = [first];
    if (this.#maybe(0.4)) {
      const other = this.#pick(Object.keys(tables).filter((name) => name !== first));
      used.push(other);
      sql += ` ${this.#pick(["JOIN", "LEFT JOIN", "FULL JOIN"])} ${tables[other] ?? ""} ${other} ${this.#pick([`ON ${first}.id = ${other}.id`, `ON ${first}.id = ${other}.id`, "USING (id)"])}`;
    }
    return { sql, scope: scopeOf(used, sql.includes("USING")) };
  }

  #outputs(scope: Scope, count: number, depth: number): string {
    return Array.from({ length: count }, (_, index) => {
      const made = this.#expression(this.#pick([...families, "text", "int", "num", "tstz"]), scope, depth);
      return this.#maybe(0.7) ? `${made} AS c${index}` : made;
    }).join(", ");
  }

  #where(scope: Scope, share = 0.6): string {
    return this.#maybe(share) ? ` WHERE ${this.#expression("bool", scope, 2)}` : "";
  }

  #tail(): string {
    return `${this.#maybe(0.2) ? " ORDER BY 1" : ""}${this.#maybe(0.15) ? ` LIMIT ${this.#pick(["10", "{$}", "5 OFFSET {$}"])}` : ""}`;
  }

  #select(depth: number): string {
    if (this.#maybe(0.1)) return `SELECT ${this.#outputs(noColumns, 3, depth)}`;
    const { sql, scope } = this.#from();
    return `SELECT ${this.#maybe(0.1) ? "DISTINCT " : ""}${this.#outputs(scope, 3, depth)} FROM ${sql}${this.#where(scope)}${this.#tail()}`;
  }

  #star(): string {
    const { sql, scope } = this.#from();
    return `SELECT ${this.#pick(["*", "*", `${sql.split(" ")[1] ?? ""}.*, ${this.#expression("any", scope, 1)}`])} FROM ${sql}${this.#where(scope)}`;
  }

  #grouped(): string {
    const { sql, scope } = this.#from();
    const keys = [this.#pick(scope.columns["text"] ?? []), this.#pick(scope.columns["int"] ?? [])].filter((key) => key);
    const outputs = Array.from({ length: 3 }, (_, index) =>
      this.#maybe(0.6)
        ? `${this.#filled(this.#pick(aggregates.slice(0, -1)), scope, 1)} AS c${index}`
        : this.#pick(keys),
    );
    const by = this.#pick([
      keys.join(", "),
      keys.join(", "),
      `ROLLUP (${keys.join(", ")})`,
      `GROUPING SETS ((${keys[0] ?? ""}), (${keys.join(", ")}))`,
    ]);
    const having = this.#maybe(0.2) ? ` HAVING ${this.#pick(["count(*) > {$}", "count(*) > 1", "max(1) = {$}"])}` : "";
    return `SELECT ${outputs.join(", ")}${this.#maybe(0.2) ? `, grouping(${keys[0] ?? ""})` : ""} FROM ${sql}${this.#where(scope, 0.3)} GROUP BY ${by}${having}`;
  }

  #windowed(): string {
    const { sql, scope } = this.#from();
    const over = () =>
      `OVER (${this.#maybe(0.5) ? `PARTITION BY ${this.#expression("int", scope, 0)} ` : ""}ORDER BY ${this.#pick(scope.columns["int"] ?? ["1"])}${this.#pick(["", "", " ROWS BETWEEN 1 PRECEDING AND CURRENT ROW"])})`;
    const outputs = Array.from(
      { length: 3 },
      (_, index) => `${this.#filled(this.#pick(windows), scope, 1)} ${over()} AS c${index}`,
    );
    return `SELECT ${outputs.join(", ")} FROM ${sql}${this.#where(scope, 0.3)}`;
  }

  #united(): string {
    const wanted = [
      this.#pick(["text", "int", "num", "date", "tstz", "jsonb", "mood"]),
      this.#pick(["num", "text", "int", "bool"]),
    ];
    const arm = () => {
      const { sql, scope } = this.#from();
      return `SELECT ${wanted.map((family, index) => `${this.#maybe(0.15) ? this.#pick(["NULL", "{$}"]) : this.#expression(family, scope, 1)} AS c${index}`).join(", ")} FROM ${sql}`;
    };
    const set = () => ` ${this.#pick(["UNION", "UNION ALL", "UNION ALL", "INTERSECT", "EXCEPT"])} `;
    const all = this.#maybe(0.3) ? `${arm()}${set()}${arm()}${set()}${arm()}` : `${arm()}${set()}${arm()}`;
    return this.#maybe(0.3) ? `SELECT s.c0, s.c1, s.c1 AS d FROM (${all}) s` : all;
  }

  #rows(scope: Scope, wanted: readonly Family[]): string {
    return Array.from(
      { length: 1 + Math.floor(this.#random() * 2) },
      () => `(${wanted.map((family) => this.#expression(family, scope, 1)).join(", ")})`,
    ).join(", ");
  }

  #inner(): { readonly sql: string; readonly scope: (alias: string) => Scope } {
    const wanted = [this.#pick(families), "text", "int", this.#pick(["num", "tstz", "bool", "date"])];
    const { sql, scope } = this.#from();
    const outputs = wanted.map((family, index) => `${this.#expression(family, scope, 2)} AS c${index}`).join(", ");
    return {
      sql: `SELECT ${outputs} FROM ${sql}${this.#where(scope, 0.3)}`,
      scope: (alias) => {
        const found: Record<Family, string[]> = {};
        wanted.forEach((family, index) => (found[family] ??= []).push(`${alias}.c${index}`));
        return { columns: found };
      },
    };
  }

  #derived(): string {
    const inner = this.#inner();
    const alias = `d${this.#aliases++}`;
    const scope = inner.scope(alias);
    if (this.#maybe(0.3))
      return `SELECT ${this.#outputs(scope, 2, 2)}, t.* FROM teams t LEFT JOIN LATERAL (${inner.sql}) ${alias} ON ${this.#expression("bool", scope, 1)}`;
    return `SELECT ${this.#pick(["*", this.#outputs(scope, 3, 2)])} FROM (${inner.sql}) ${alias}${this.#where(scope)}`;
  }

  #commonTable(): string {
    if (this.#maybe(0.3))
      return `WITH RECURSIVE r(n, p) AS (SELECT ${this.#pick(["1", "t.id", "{$}::int"])}, ${this.#pick(["'a'", "t.name", "ARRAY[t.id]"])} FROM teams t UNION ALL SELECT r.n + 1, r.p FROM r WHERE r.n < {$}) SELECT ${this.#pick(["*", "n, p", "r.n + 1.5, r.p"])} FROM r`;
    const inner = this.#inner();
    const scope = inner.scope("w");
    if (this.#maybe(0.3)) return `WITH w AS (${this.#update()}) SELECT * FROM w`;
    return `WITH w AS ${this.#maybe(0.2) ? "MATERIALIZED " : ""}(${inner.sql}) SELECT ${this.#outputs(scope, 3, 2)} FROM w${this.#where(scope)}${this.#tail()}`;
  }

  #fromFunction(): string {
    const scope = scopeOf(["u"]);
    return this.#filled(
      this.#pick([
        "SELECT * FROM generate_series(1, {int}) g",
        "SELECT g, g + 1 FROM generate_series(1, {int}) AS g",
        "SELECT d.day, d.n FROM generate_series({tstz}, now(), '1 day') WITH ORDINALITY AS d(day, n)",
        "SELECT * FROM generate_series({date}, {date}, interval '1 day')",
        "SELECT * FROM unnest({texts}) AS x",
        "SELECT * FROM unnest({$}::int[], {$}::text[]) AS x(a, b)",
        "SELECT key, value FROM jsonb_each({jsonb})",
        "SELECT * FROM jsonb_each_text({jsonb}) e",
        "SELECT e.value ->> 'a', ordinality FROM jsonb_array_elements({jsonb}) WITH ORDINALITY e",
        "SELECT x, x ->> 'a' FROM jsonb_array_elements({jsonb}) AS x",
        "SELECT * FROM jsonb_to_recordset({jsonb}) AS x(a int, b text, c numeric(5,2), d timestamptz)",
        "SELECT x.a + 1, x.b FROM json_to_record({json}) AS x(a int, b varchar(3))",
        "SELECT * FROM team_users({int}::int)",
        "SELECT s.total, s.label FROM stats() s",
        "SELECT * FROM tab({int}::int) WHERE a > {$}",
        "SELECT * FROM jsonb_populate_record(NULL::teams, {jsonb})",
        "SELECT * FROM jsonb_populate_recordset(NULL::place, {jsonb})",
        "SELECT * FROM JSON_TABLE({jsonb}, '$[*]' COLUMNS (id FOR ORDINALITY, a int PATH '$.a', b text, NESTED PATH '$.c[*]' COLUMNS (d numeric(4,1)))) t",
        "SELECT * FROM ROWS FROM (generate_series(1, 2), unnest({texts})) AS r(a, b)",
        "SELECT * FROM regexp_matches({text}, 'a') m",
        "SELECT * FROM string_to_table({text}, ',') s",
        "SELECT * FROM regexp_split_to_table({text}, ',') WITH ORDINALITY",
        "SELECT u.id, tag FROM users u, unnest(u.tags) AS tag WHERE tag = {$}",
        "SELECT u.id, m.m FROM users u CROSS JOIN LATERAL unnest(u.moods) AS m(m) WHERE m.m = {$}",
        "SELECT u.id, h.city, h.zip FROM users u, unnest(u.homes) h",
        "SELECT * FROM pg_catalog.generate_series(1, 3, {int})",
      ]),
      { columns: Object.fromEntries(Object.keys(scope.columns).map((family) => [family, []])) },
      1,
    );
  }

  #value(family: Family, scope: Scope): string {
    return this.#pick([
      "{$}",
      "{$}",
      this.#expression(family, scope, 1),
      "DEFAULT",
      `coalesce({$}, ${this.#expression(family, scope, 0)})`,
    ]);
  }

  #insert(): string {
    const list = this.#some(writable, 2 + Math.floor(this.#random() * 3));
    const names = list.map(([name]) => name).join(", ");
    const source = this.#maybe(0.3)
      ? `SELECT ${list.map(([, family]) => this.#pick(["{$}", this.#expression(family, scopeOf(["t"]), 1)])).join(", ")} FROM teams t`
      : `VALUES ${Array.from({ length: this.#pick([1, 1, 2]) }, () => `(${list.map(([, family]) => this.#value(family, noColumns)).join(", ")})`).join(", ")}`;
    const conflict = this.#pick([
      "",
      "",
      " ON CONFLICT DO NOTHING",
      ` ON CONFLICT (id) DO UPDATE SET nick = excluded.nick || {$}, score = users.score + {$} WHERE users.id > {$}`,
    ]);
    const returning = this.#pick([
      "",
      " RETURNING *",
      ` RETURNING id, ${this.#expression("any", scopeOf(["users"]), 1)}`,
    ]);
    return `INSERT INTO users (${names}) ${source}${conflict}${returning}`;
  }

  #update(): string {
    const list = this.#some(writable, 1 + Math.floor(this.#random() * 3));
    const scope = scopeOf(["u"]);
    const sets = list.map(([name, family]) => `${name} = ${this.#value(family, scope)}`);
    if (this.#maybe(0.1))
      sets.push(this.#pick(["tags[1] = {$}", "home.city = {$}", "(nick, size) = ({$}, {$})", "counts[2] = {$}"]));
    return `UPDATE users u SET ${sets.join(", ")}${this.#where(scope, 0.8)} RETURNING ${this.#pick(["*", `id, ${this.#expression("any", scope, 2)} AS x`])}`.replace(
      "(nick, size)",
      () => (list.some(([name]) => name === "nick" || name === "size") ? "(ident, obj)" : "(nick, size)"),
    );
  }

  #some<T>(items: readonly T[], count: number): readonly T[] {
    const left = [...items];
    return Array.from({ length: count }, () => left.splice(Math.floor(this.#random() * left.length), 1)[0] as T);
  }

  #delete(): string {
    const scope = scopeOf(["u"]);
    return this.#maybe(0.3)
      ? `DELETE FROM users u USING teams t WHERE t.id = u.team_id AND ${this.#expression("bool", scope, 1)} RETURNING t.name, u.id`
      : `DELETE FROM users u${this.#where(scope, 1)}${this.#maybe(0.5) ? ` RETURNING ${this.#outputs(scope, 2, 1)}` : ""}`;
  }

  #merge(): string {
    const scope = scopeOf(["u"]);
    return `MERGE INTO teams t USING users u ON t.id = u.id WHEN MATCHED AND ${this.#expression("bool", scope, 1)} THEN UPDATE SET name = ${this.#expression("text", scope, 1)}, lead_id = {$} WHEN NOT MATCHED THEN INSERT (id, name, budget) VALUES (u.team_id, {$}, ${this.#expression("exact", scope, 1)}) RETURNING merge_action(), t.*`;
  }
}

const writable: readonly (readonly [string, Family])[] = [
  ["email", "text"],
  ["nick", "text"],
  ["age", "int"],
  ["size", "int"],
  ["score", "num"],
  ["rate", "float"],
  ["n", "int"],
  ["tags", "texts"],
  ["counts", "ints"],
  ["feeling", "mood"],
  ["moods", "moods"],
  ["born", "date"],
  ["made", "tstz"],
  ["upd", "ts"],
  ["alarm", "time"],
  ["dur", "interval"],
  ["uid", "uuid"],
  ["data", "jsonb"],
  ["raw", "json"],
  ["bin", "bytea"],
  ["ip", "inet"],
  ["active", "bool"],
  ["home", "place"],
  ["during", "tsrange"],
  ["ci", "citext"],
  ["price", "money"],
  ["body", "text"],
];

const noColumns: Scope = { columns: {} };

/** The columns of tables under their names; those of USING without. */
function scopeOf(names: readonly string[], isMerged = false): Scope {
  const found: Record<Family, string[]> = {};
  for (const name of names)
    for (const [family, list] of Object.entries(columns[name === "users" ? "u" : name] ?? {}))
      (found[family] ??= []).push(
        ...list.split(" ").map((column) => (isMerged && column === "id" ? "id" : `${name}.${column}`)),
      );
  return { columns: found };
}
