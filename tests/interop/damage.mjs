// damage.mjs - files that faults have struck, by readers that nobody here wrote
//
//   node damage.mjs BUILD
//
// BUILD/flowmock exports the same records in each form, struck by each kind of fault.
// What its receipt says is what the readers meet: a file that they refuse, rows or a
// column that are others, a file that is not where it belongs.  Prints a line a check:
// "ok NAME", "not ok NAME: why", or "skip NAME # reason"; "end" is the last.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { spawn, spawnSync } from 'node:child_process';

const build = process.argv[2];
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'flowmock-damage-'));
const exports = path.join(work, 'exports');
const ROWS = 1000; // of the dataset, in one part
const DATASET = '5ef3e3259ad2a1191ab7dd7d'; // its deviceId is unique

// ---------------------------------------------------------------- the mock

const server = spawn(path.join(build, 'flowmock'), [
  'serve', '--port', '0', '--port-file', path.join(work, 'port'), '--clock', 'virtual',
  '--export-root', exports, '--partitions', '1', '--log-level', 'error',
], { stdio: 'ignore' });

process.on('exit', () => {
  server.kill();
  fs.rmSync(work, { recursive: true, force: true });
});

async function address() {
  for (;;) {
    const port = fs.existsSync(path.join(work, 'port')) && fs.readFileSync(path.join(work, 'port'), 'utf8').trim();
    if (port) return `http://127.0.0.1:${port}`;
    if (server.exitCode !== null) throw new Error(`flowmock ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const host = await address();

async function call(method, where, body) {
  const url = where.startsWith('/__admin') ? host + where : `${host}/data/foundation/flowservice${where}`;
  const headers = {
    Authorization: 'Bearer any', 'x-api-key': 'any', 'x-gw-ims-org-id': 'any@AdobeOrg',
    'x-sandbox-name': 'prod', 'Content-Type': 'application/json',
  };
  const answer = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  const json = await answer.json().catch(() => undefined);
  if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${JSON.stringify(json)}`);
  return json;
}

const spec = (id) => ({ id, version: '1.0' });
const S3 = spec('4fce964d-3f37-408f-9778-e597338a21ee');

async function makeFlow(form) {
  const source = await call('POST', '/sourceConnections', {
    name: 'source', connectionSpec: spec('23598e46-f560-407b-88d5-ea6207e49db0'),
    params: { datasets: [{ dataSetId: DATASET }] },
  });
  const base = await call('POST', '/connections', {
    name: 'base', connectionSpec: S3,
    auth: { specName: 'Access Key', params: { s3AccessKey: 'k', s3SecretKey: 's' } },
  });
  const target = await call('POST', '/targetConnections', {
    name: 'target', baseConnectionId: base.id, connectionSpec: S3,
    params: {
      mode: 'Server-to-server', bucketName: 'bucket', path: 'folder', includeFileManifest: true,
      datasetFileType: form.type, compression: form.compression,
    },
  });
  await call('POST', '/flows', {
    name: 'flow', flowSpec: spec('269ba276-16fc-47db-92b0-c1049a3c131f'), transformations: [],
    sourceConnectionIds: [source.id], targetConnectionIds: [target.id],
    scheduleParams: {
      exportMode: 'FIRST_FULL_THEN_INCREMENTAL', interval: 1, timeUnit: 'day', startTime: 1767225600,
    },
  });
}

// One run, struck by the fault; its only receipt.
async function strike(form, does) {
  await call('POST', '/__admin/reset');
  await call('POST', '/__admin/faults', { fault: 'f', on: 'file', do: does });
  await makeFlow(form);
  const fault = await call('GET', '/__admin/faults/f');
  if (fault.effective !== 1) throw new Error(`the fault had no effect: ${JSON.stringify(fault)}`);
  return fault.receipts[0];
}

// All files below a folder, by their paths below the export root.
function walk(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    const at = path.join(folder, one.name);
    return one.isDirectory() ? walk(at) : [path.relative(exports, at)];
  });
}

const files = () => (fs.existsSync(path.join(exports, 's3')) ? walk(path.join(exports, 's3')).sort() : []);
const parts = () => files().filter((name) => path.basename(name).startsWith('part-'));
const manifests = () => files().filter((name) => path.basename(name).startsWith('manifest-'));
const whole = (name) => path.join(exports, name);

// ---------------------------------------------------------------- the readers

async function load(name, open) {
  try {
    return await open(await import(name));
  } catch (e) {
    console.log(`skip damage with ${name} # it does not load on Node.js ${process.version}: ${e.message.split('\n')[0]}`);
    return undefined;
  }
}

const hyparquet = await load('hyparquet', (lib) => lib);
const duckdb = await load('@duckdb/node-api', async (lib) =>
  (await lib.DuckDBInstance.create(':memory:')).connect());

const python = `
import gzip, json, sys
name = sys.argv[1]
with (gzip.open if name.endswith(".gz") else open)(name, "rt", encoding="utf-8") as lines:
    print(json.dumps([json.loads(line) for line in lines]))
`;

function output(command, args) {
  const found = spawnSync(command, args, { maxBuffer: 1 << 28 });
  if (found.status !== 0) throw new Error(`${command}: ${found.stderr ?? found.error}`);
  return found.stdout;
}

const lines = (bytes) => new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  .split('\n').filter((line) => line).map((line) => JSON.parse(line));

// Each gives a file's rows, or throws.
const readers = [
  { name: 'Node.js', reads: /\.json$/, rows: (name) => lines(fs.readFileSync(name)) },
  { name: 'Node.js', reads: /\.json\.gz$/, rows: (name) => lines(zlib.gunzipSync(fs.readFileSync(name))) },
  { name: 'zcat', reads: /\.json\.gz$/, rows: (name) => lines(output('zcat', [name])) },
  { name: 'Python', reads: /\.json(\.gz)?$/, rows: (name) => JSON.parse(output('python3', ['-c', python, name])) },
  {
    name: 'hyparquet', reads: hyparquet ? /\.parquet$/ : /^$/,
    rows: async (name) => {
      const bytes = fs.readFileSync(name);
      const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
      const gunzip = (input) => new Uint8Array(zlib.gunzipSync(input));
      return hyparquet.parquetReadObjects({ file, compressors: { GZIP: gunzip } });
    },
  },
  {
    name: 'DuckDB', reads: duckdb ? /./ : /^$/,
    rows: async (name) => {
      const from = name.endsWith('.parquet') ? `read_parquet('${name}')` : `read_json('${name}', format = 'newline_delimited')`;
      return (await duckdb.runAndReadAll(`select * from ${from}`)).getRowObjects();
    },
  },
];

async function rowsOf(reader, name) {
  try {
    return await reader.rows(whole(name));
  } catch {
    return undefined;
  }
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

const refused = (rows) => (rows ? `it reads ${rows.length} rows` : undefined);
const read = (rows, count) => (rows?.length === count ? undefined : `it reads ${rows?.length} rows, not ${count}`);

// What a reader meets in the struck file.
const contents = [
  { kind: 'truncate', does: { truncate: {} }, meets: refused },
  // DuckDB does not look at the check at the end of a gzip file: it reads what was there.
  {
    kind: 'flip', does: { flip: {} },
    meets: (rows, receipt, reader) => (reader.name === 'DuckDB' && receipt.file.endsWith('.json.gz') ? read(rows, ROWS) : refused(rows)),
  },
  // Some take a file without bytes for one without rows.
  { kind: 'empty', does: { empty: {} }, meets: (rows) => (rows?.length ? refused(rows) : undefined) },
  {
    kind: 'duplicate-rows', does: { 'duplicate-rows': 3 },
    meets: (rows, receipt) => read(rows, receipt.after) ??
      read([...new Set(rows.map((row) => String(row.deviceId)))], receipt.before),
  },
  {
    kind: 'wrong-schema', does: { 'wrong-schema': 'deviceId' },
    meets: (rows, receipt) => read(rows, ROWS) ??
      (rows.every((row) => !(receipt.before in row) && receipt.after in row) ? undefined : 'its columns are the old ones'),
  },
  {
    kind: 'wrong-schema (type)', does: { 'wrong-schema': { column: 'deviceId', how: 'type' } },
    meets: (rows) => read(rows, ROWS) ??
      (rows.every((row) => typeof row.deviceId === 'string') ? undefined : 'its numbers are no texts'),
  },
  {
    kind: 'wrong-schema (type, of a text)', does: { 'wrong-schema': { column: 'ecid', how: 'type' } },
    meets: (rows) => read(rows, ROWS) ??
      (rows.every((row) => typeof row.ecid === 'object' && (row.ecid.items ?? row.ecid).length === 1) ? undefined : 'its texts are no lists'),
  },
  {
    kind: 'wrong-schema (drop)', does: { 'wrong-schema': { column: 'deviceId', how: 'drop' } },
    meets: (rows) => read(rows, ROWS) ??
      (rows.every((row) => !('deviceId' in row)) ? undefined : 'the column is there'),
  },
  {
    kind: 'wrong-schema (add)', does: { 'wrong-schema': { column: 'ecid', how: 'add', as: 'gaid' } },
    meets: (rows) => read(rows, ROWS) ??
      (rows.every((row) => row.gaid === row.ecid && typeof row.gaid === 'string') ? undefined : 'there is no such column'),
  },
];

const forms = ['JSON', 'PARQUET'].flatMap((type) => ['NONE', 'GZIP'].map((compression) => ({ type, compression })));

for (const form of forms) {
  for (const one of contents) {
    const receipt = await strike(form, one.does);
    const size = fs.statSync(whole(receipt.file)).size;
    for (const reader of readers.filter((r) => r.reads.test(receipt.file))) {
      const extension = receipt.file.replace(/^.*-c000/, '');
      await check(`${reader.name} meets ${one.kind} in ${extension}`, async () =>
        one.meets(await rowsOf(reader, receipt.file), receipt, reader));
    }
    if (one.kind === 'truncate' || one.kind === 'empty')
      await check(`a file with ${one.kind} has the receipt's size`, () => (size === receipt.after ? undefined : `${size} bytes`));
    if (one.kind === 'flip')
      await check('a changed byte is the receipt\'s', () => {
        const found = fs.readFileSync(whole(receipt.file))[receipt.offset].toString(16).padStart(2, '0');
        return found === receipt.after && found !== receipt.before ? undefined : `0x${found}`;
      });
  }
}

const json = { type: 'JSON', compression: 'GZIP' };
const node = readers.find((r) => r.reads.test('x.json.gz'));

await check('a missing file is not there', async () => {
  const receipt = await strike(json, { missing: {} });
  return fs.existsSync(whole(receipt.file)) || parts().length ? files().join() : undefined;
});
await check('a torn temporary is refused, and the file next to it is whole', async () => {
  const receipt = await strike(json, { torn: {} });
  if (fs.statSync(whole(receipt.file)).size !== receipt.after) return 'it has another size';
  return refused(await rowsOf(node, receipt.file)) ?? read(await rowsOf(node, parts()[0]), ROWS);
});
await check('a file in another folder is there', async () => {
  const receipt = await strike(json, { 'wrong-folder': {} });
  const name = path.basename(receipt.file);
  if (fs.existsSync(whole(receipt.file))) return 'it is in its own, too';
  return read(await rowsOf(node, `${receipt.after}/${name}`), ROWS);
});
await check('a late file is there when its receipt says', async () => {
  const receipt = await strike(json, { late: 'PT1H' });
  if (files().length) return `${files()} is there`;
  await call('POST', '/__admin/clock', { advance: 'PT59M' });
  if (files().length) return `${files()} is there early`;
  await call('POST', '/__admin/clock', { advance: 'PT1M' });
  return read(await rowsOf(node, receipt.file), ROWS) ?? (manifests().length === 1 ? undefined : 'there is no manifest');
});

const listed = () => JSON.parse(fs.readFileSync(whole(manifests()[0]))).exportResults;

await check('a missing manifest is not there', async () => {
  await strike(json, { manifest: 'missing' });
  return manifests().length || parts().length !== 1 ? files().join() : undefined;
});
await check('a manifest with a wrong size has the receipt\'s', async () => {
  const receipt = await strike(json, { manifest: 'wrong-size' });
  const size = fs.statSync(whole(parts()[0])).size;
  return listed()[0].size === receipt.after && size === receipt.before ? undefined : JSON.stringify(listed());
});
await check('a manifest with a wrong name has the receipt\'s', async () => {
  const receipt = await strike(json, { manifest: 'wrong-name' });
  const name = path.basename(parts()[0]);
  return listed()[0].name === receipt.after && name === receipt.before ? undefined : JSON.stringify(listed());
});
await check('an early manifest lists files that are not there', async () => {
  await strike(json, { manifest: { how: 'early', for: 'PT5M' } });
  if (parts().length || listed().length !== 1) return files().join();
  await call('POST', '/__admin/clock', { advance: 'PT5M' });
  return parts().length === 1 ? undefined : files().join();
});

console.log('end');
process.exit(failed ? 1 : 0);
