// compare.mjs - reads the samples with readers that nobody here wrote
//
//   node compare.mjs FOLDER
//
// Each sample's rows are known from NAME.rows (write_samples.c tells how values
// are spelled there).  A reader turns a file into the same spelling, by the types
// of NAME.schema, and every value is compared.  Prints a line a check: "ok NAME",
// "not ok NAME" with the first difference, or "skip NAME # reason"; "end" is the last.
import fs from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import zlib from 'node:zlib';

const folder = process.argv[2];
const file = (name) => path.join(folder, name);
const lines = (name) => fs.readFileSync(file(name), 'utf8').split('\n').slice(0, -1);

// ---------------------------------------------------------------- spelling

function bits(double) {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, double);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

// spell(def, value, open): open.* take a reader's own objects apart.
function spell(def, value, open) {
  if (value === null || value === undefined) return null;
  switch (def.type) {
    case 'bool':
    case 'string':
      return value;
    case 'double':
      return bits(value);
    case 'struct':
      return def.children.map((d) => spell(d, open.member(value, d.name), open));
    case 'list':
      return open.items(value).map((v) => spell(def.children[0], v, open));
    case 'map':
      return open.entries(value).map(([k, v]) => [k, spell(def.children[1], v, open)]);
    default:
      return String(open[def.type](value, def));
  }
}

// The first row that differs, as text; undefined when all are equal.
function difference(expected, actual) {
  if (expected.length !== actual.length)
    return `${actual.length} rows instead of ${expected.length}`;
  for (let i = 0; i < expected.length; i++) {
    const got = JSON.stringify(actual[i]);
    if (got !== expected[i]) return `row ${i}\n    expected ${expected[i]}\n    read     ${got}`;
  }
  return undefined;
}

// ---------------------------------------------------------------- hyparquet

// Decimals are read as the integers they are stored as: as numbers they would be
// rounded.  That the file calls them decimals is checked apart.
const same = (v) => v;
const openHyparquet = {
  int32: same, int64: same, timestamp: same, date: same, decimal: same,
  member: (v, name) => v[name],
  items: (v) => Array.from(v),
  entries: (v) => Object.entries(v),
};

const parsers = {
  timestampFromMilliseconds: same,
  dateFromDays: same,
};

// Each type's annotation for older readers, and for newer ones.
const annotations = {
  string: 'UTF8 STRING', timestamp: 'TIMESTAMP_MILLIS TIMESTAMP', date: 'DATE DATE',
  decimal: 'DECIMAL DECIMAL', list: 'LIST LIST', map: 'MAP MAP',
};

function checkAnnotations(def, elements) {
  const wanted = [];
  (function walk(d) {
    if (annotations[d.type]) wanted.push(annotations[d.type]);
    d.children.forEach(walk);
  })(def);
  const actual = elements.filter((e) => e.converted_type || e.logical_type)
    .map((e) => `${e.converted_type} ${e.logical_type?.type}`);
  if (actual.join() !== wanted.join()) throw new Error(`annotations ${actual}, not ${wanted}`);
  const times = elements.filter((e) => e.logical_type?.type === 'TIMESTAMP').map((e) => e.logical_type);
  if (times.some((t) => !t.isAdjustedToUTC || t.unit !== 'MILLIS')) throw new Error('timestamps of another unit');
}

function checkDecimals(def, elements) {
  const found = elements.filter((e) => e.converted_type === 'DECIMAL');
  const wanted = [];
  (function walk(d) {
    if (d.type === 'decimal') wanted.push(`${d.precision},${d.scale}`);
    d.children.forEach(walk);
  })(def);
  const actual = found.map((e) => `${e.logical_type.precision},${e.logical_type.scale}`);
  if (actual.join(' ') !== wanted.join(' ')) throw new Error(`decimals ${actual}, not ${wanted}`);
  for (const e of found) {
    delete e.converted_type;
    delete e.logical_type;
  }
}

// null_count, min_value and max_value of each scalar column against its rows.
function checkStatistics(def, rows, metadata) {
  let from = 0;
  for (const group of metadata.row_groups) {
    const part = rows.slice(from, (from += Number(group.num_rows)));
    def.children.forEach((d, i) => {
      const values = part.map((r) => r[i]).filter((v) => v !== null);
      const meta = group.columns.map((c) => c.meta_data).find((m) => m.path_in_schema.join('.') === d.name);
      if (!meta) return;
      const nulls = part.length - values.length;
      if (Number(meta.statistics.null_count) !== nulls)
        throw new Error(`${d.name}: null_count ${meta.statistics.null_count}, not ${nulls}`);
      if (d.type !== 'int32' && d.type !== 'int64') return;
      const sorted = values.map(BigInt).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const bound = (v) => (v === undefined ? 'none' : String(v));
      if (bound(meta.statistics.min_value) !== bound(sorted[0])) throw new Error(`${d.name}: min`);
      if (bound(meta.statistics.max_value) !== bound(sorted.at(-1))) throw new Error(`${d.name}: max`);
    });
  }
}

async function readHyparquet(lib, sample, name) {
  const bytes = fs.readFileSync(file(name));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const metadata = lib.parquetMetadata(buffer, { parsers });
  checkAnnotations(sample.schema, metadata.schema);
  checkDecimals(sample.schema, metadata.schema);
  checkStatistics(sample.schema, sample.rows, metadata);
  const chunks = metadata.row_groups.flatMap((g) => g.columns.map((c) => c.meta_data));
  let pages = 0;
  const gunzip = (input) => {
    pages++;
    return new Uint8Array(zlib.gunzipSync(input));
  };
  const rows = await lib.parquetReadObjects({ file: buffer, metadata, parsers, compressors: { GZIP: gunzip } });
  if (sample.isSmall) checkShape(metadata, chunks, chunks[0].codec === 'GZIP' ? pages : Infinity);
  return rows.map((r) => spell(sample.schema, r, openHyparquet));
}

// Many row groups, more pages than a dictionary and one other for each chunk, and
// chunks of either sort: what the small samples are there for.
function checkShape(metadata, chunks, pages) {
  const withDictionary = chunks.filter((c) => c.encodings.includes('RLE_DICTIONARY')).length;
  if (metadata.row_groups.length < 4) throw new Error(`${metadata.row_groups.length} row groups only`);
  if (pages <= 2 * chunks.length) throw new Error(`${pages} pages in ${chunks.length} chunks`);
  if (!withDictionary || withDictionary === chunks.length) throw new Error(`${withDictionary} dictionaries`);
}

// ---------------------------------------------------------------- DuckDB

const openDuckdb = {
  int32: same, int64: same,
  timestamp: (v) => v.micros / 1000n,
  date: (v) => v.days,
  decimal: (v, def) => (typeof v === 'number' ? unscaled(v, def) : v.value),
  member: (v, name) => (v.entries ?? v)[name],
  items: (v) => v.items,
  entries: (v) => v.entries.map((e) => [e.key, e.value]),
};

// DuckDB reads a JSON number with a point as a double before it makes a decimal of
// it: those with more digits than a double has are compared as doubles there.
function roundsInJson(def) {
  return def.type === 'decimal' && def.precision > 15;
}

function sqlType(def, inJson) {
  const child = def.children.map((d) => sqlType(d, inJson));
  switch (def.type) {
    case 'bool': return 'boolean';
    case 'int32': return 'integer';
    case 'int64': return 'bigint';
    case 'timestamp': return 'timestamptz';
    case 'string': return 'varchar';
    case 'decimal': return roundsInJson(def) && inJson ? 'double' : `decimal(${def.precision},${def.scale})`;
    case 'struct': return `struct(${def.children.map((d, i) => `"${d.name}" ${child[i]}`)})`;
    case 'list': return `${child[0]}[]`;
    case 'map': return `map(varchar, ${child[1]})`;
    default: return def.type;
  }
}

function asDouble(unscaled, def) {
  const digits = unscaled.replace('-', '').padStart(def.scale + 1, '0');
  const point = digits.length - def.scale;
  const value = Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
  return unscaled.startsWith('-') ? -value : value;
}

const unscaled = (double, def) => Math.round(double * 10 ** def.scale);

// A known value, with such decimals rounded as a double rounds them.
function round(def, value) {
  if (value === null) return null;
  if (def.type === 'struct') return def.children.map((d, i) => round(d, value[i]));
  if (def.type === 'list') return value.map((v) => round(def.children[0], v));
  if (def.type === 'map') return value.map(([k, v]) => [k, round(def.children[1], v)]);
  return roundsInJson(def) ? String(unscaled(asDouble(value, def), def)) : value;
}

async function readDuckdb(connection, sample, name) {
  const inJson = !name.endsWith('.parquet');
  const columns = sample.schema.children.map((d) => `"${d.name}": '${sqlType(d, true)}'`);
  const source = !inJson
    ? `read_parquet('${file(name)}')`
    : `read_json('${file(name)}', format = 'newline_delimited', columns = {${columns}})`;
  const result = await connection.runAndReadAll(`select * from ${source}`);
  return result.getRowObjects().map((r) => spell(sample.schema, r, openDuckdb));
}

// DuckDB's own view of the types in a Parquet file.
async function checkTypes(connection, sample, name) {
  const result = await connection.runAndReadAll(`describe from read_parquet('${file(name)}')`);
  const actual = result.getRows().map((r) => `${r[0]} ${r[1]}`.toLowerCase().replaceAll('"', ''));
  const wanted = sample.schema.children.map((d) =>
    `${d.name} ${sqlType(d)}`.toLowerCase().replaceAll('"', '').replaceAll('timestamptz', 'timestamp with time zone'));
  const plain = (types) => types.join('; ').replaceAll(', ', ',');
  if (plain(actual) !== plain(wanted)) throw new Error(`types ${plain(actual)}, not ${plain(wanted)}`);
}

// ---------------------------------------------------------------- the checks

let failed = 0;

async function check(name, run) {
  try {
    const problem = await run();
    if (problem) throw new Error(problem);
    console.log(`ok ${name}`);
  } catch (e) {
    failed++;
    console.log(`not ok ${name}: ${e.message}`);
  }
}

async function load(name, open) {
  try {
    return await open(await import(name));
  } catch (e) {
    console.log(`skip all checks with ${name} # it does not load on Node.js ${process.version}: ${e.message.split('\n')[0]}`);
    return undefined;
  }
}

// ---------------------------------------------------------------- Node.js

// JSON.parse alone would round numbers: it gets them as strings.
function parseExactly(line) {
  return JSON.parse(line.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (m) => (m[0] === '"' ? m : `"${m}"`)));
}

const openJson = {
  int32: same, int64: same,
  timestamp: (v) => Date.parse(v),
  date: (v) => Date.parse(v) / 86400000,
  decimal: (v, def) => {
    const digits = v.split('.')[1] ?? '';
    if (digits.length !== def.scale) throw new Error(`${v} has not ${def.scale} decimals`);
    return BigInt(v.replace('.', ''));
  },
  member: (v, name) => (Object.hasOwn(v, name) ? v[name] : null),
  items: same,
  entries: (v) => Object.entries(v),
};

function readJson(sample, name) {
  const text = fs.readFileSync(file(name), 'utf8').split('\n');
  if (text.pop() !== '') throw new Error('the last line has no end');
  return text.map((line) => spell(sample.schema, parseExactly(line), openJson));
}

function checkGzip(sample) {
  const plain = fs.readFileSync(file(`${sample.name}.json`));
  const packed = fs.readFileSync(file(`${sample.name}.json.gz`));
  if (packed.readUInt32LE(4) !== 0) return 'the header holds a time';
  if (!zlib.gunzipSync(packed).equals(plain)) return 'it is not the plain file';
  return undefined;
}

// What other programs make of a gzip file of several members.
const unpackers = {
  zcat: ['zcat'],
  Python: ['python3', '-c', 'import gzip, shutil, sys; shutil.copyfileobj(gzip.open(sys.argv[1]), sys.stdout.buffer)'],
};

function checkUnpacker([program, ...args], sample) {
  const packed = file(`${sample.name}.json.gz`);
  const found = spawnSync(program, [...args, packed], { maxBuffer: 1 << 28 });
  if (found.status !== 0) return `exit ${found.status}: ${found.stderr ?? found.error}`;
  return found.stdout.equals(fs.readFileSync(file(`${sample.name}.json`))) ? undefined : 'it is not the plain file';
}

// One sample at least is long enough to have several.
function countMembers(name) {
  const packed = fs.readFileSync(file(name));
  let members = 0;
  for (let at = 0; at < packed.length; members++) {
    const one = zlib.inflateRawSync(packed.subarray(at + 10), { info: true });
    at += 10 + one.engine.bytesWritten + 8;
  }
  return members;
}

const hyparquet = await load('hyparquet', (lib) => lib);
const duckdb = await load('@duckdb/node-api', async (lib) => {
  const connection = await (await lib.DuckDBInstance.create(':memory:')).connect();
  await connection.run("set timezone = 'UTC'");
  return connection;
});

let mostMembers = 0;
for (const line of lines('samples')) {
  const [name, count, bounds] = line.split(' ');
  const expected = lines(`${name}.rows`);
  const sample = {
    name,
    isSmall: bounds === 'small',
    schema: JSON.parse(fs.readFileSync(file(`${name}.schema`), 'utf8')),
    rows: expected.map((r) => JSON.parse(r)),
  };
  if (expected.length !== Number(count)) throw new Error(`${name}.rows is not complete`);
  const rounded = sample.rows.map((r) => JSON.stringify(round(sample.schema, r)));
  await check(`Node.js reads ${name}.json`, () => difference(expected, readJson(sample, `${name}.json`)));
  await check(`zlib inflates ${name}.json.gz`, () => checkGzip(sample));
  for (const [reader, command] of Object.entries(unpackers))
    await check(`${reader} unpacks ${name}.json.gz`, () => checkUnpacker(command, sample));
  mostMembers = Math.max(mostMembers, countMembers(`${name}.json.gz`));
  for (const extension of ['parquet', 'gz.parquet']) {
    const f = `${name}.${extension}`;
    if (hyparquet) await check(`hyparquet reads ${f}`, async () => difference(expected, await readHyparquet(hyparquet, sample, f)));
    if (duckdb) await check(`DuckDB reads ${f}`, async () => difference(expected, await readDuckdb(duckdb, sample, f)));
    if (duckdb) await check(`DuckDB sees the types of ${f}`, () => checkTypes(duckdb, sample, f));
  }
  for (const extension of ['json', 'json.gz']) {
    const f = `${name}.${extension}`;
    if (duckdb) await check(`DuckDB reads ${f}`, async () => difference(rounded, await readDuckdb(duckdb, sample, f)));
  }
}
await check('a sample has several gzip members', () => (mostMembers > 1 ? undefined : 'none has'));
console.log('end');
process.exitCode = failed ? 1 : 0;
