// duckdb.mjs - the yardstick of bench_export: DuckDB's COPY of the same rows
//
//   node duckdb.mjs FOLDER TABLE         FOLDER holds what bench_export wrote,
//                                        TABLE what it printed
//   node duckdb.mjs FOLDER ROWS OPTIONS  one COPY: prints rows, seconds and bytes
//
// One thread, from a table in memory.  As with bench_export each file is written by
// a process of its own, ROUNDS times or until ENOUGH_S seconds are over, and the
// fastest counts.  The last columns are how many rows flowmock writes in the time of
// one of DuckDB's, and how many it should.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';

const ROUNDS = 3;
const ENOUGH_S = 5;
const kinds = [
  ['JSON', 'format json', 2],
  ['JSON+gzip', 'format json, compression gzip', 2],
  ['Parquet', 'format parquet, compression uncompressed', 1.5],
  ['Parquet+gzip', 'format parquet, compression gzip', 2],
];

async function copyOnce(folder, rows, options) {
  const db = await DuckDBInstance.create(':memory:', { threads: '1' });
  const duckdb = await db.connect();
  const file = path.join(folder, 'duckdb.out');
  await duckdb.run(`create table ${rows} as from read_parquet('${path.join(folder, rows)}.parquet')`);
  const count = Number((await duckdb.runAndReadAll(`select count(*) from ${rows}`)).getRows()[0][0]);
  execFileSync('sync');
  const began = performance.now();
  await duckdb.run(`copy ${rows} to '${file}' (${options})`);
  console.log(count, (performance.now() - began) / 1000, fs.statSync(file).size);
  fs.rmSync(file);
}

function copyBest(folder, rows, options) {
  let best;
  for (let i = 0, spent = 0; i < ROUNDS && spent < ENOUGH_S; i++) {
    const said = execFileSync(process.execPath, [fileURLToPath(import.meta.url), folder, rows, options]);
    const [count, seconds, bytes] = said.toString().trim().split(' ').map(Number);
    spent += seconds;
    if (!best || seconds < best.seconds) best = { count, seconds, bytes };
  }
  return best;
}

async function version() {
  const db = await (await DuckDBInstance.create(':memory:')).connect();
  return (await db.runAndReadAll('select version()')).getRows()[0][0];
}

async function table(folder, printed) {
  // "flat JSON": rows a second
  const ours = new Map(fs.readFileSync(printed, 'utf8').split('\n').map((line) => line.split(/ +/))
    .map(([rows, kind, , perSecond]) => [`${rows} ${kind}`, Number(perSecond)]));
  console.log(`DuckDB ${await version()}, COPY, one thread`.padEnd(64) + 'flowmock'.padStart(10) + 'limit'.padStart(9));
  for (const rows of ['flat', 'nested']) {
    for (const [kind, options, limit] of kinds) {
      const { count, seconds, bytes } = copyBest(folder, rows, options);
      const ratio = ours.get(`${rows} ${kind}`) / (count / seconds);
      console.log(
        rows.padEnd(7), kind.padEnd(13), String(count).padStart(9), (count / seconds).toFixed(0).padStart(12),
        (bytes / seconds / 1e6).toFixed(1).padStart(8), (bytes / 1e6).toFixed(1).padStart(10),
        ratio.toFixed(2).padStart(11), `>= ${limit}`.padStart(8), ratio >= limit ? '' : 'MISSED');
    }
  }
}

const [folder, first, options] = process.argv.slice(2);
await (options ? copyOnce(folder, first, options) : table(folder, first));
