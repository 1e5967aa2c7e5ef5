// duckdb.mjs - the yardstick of bench_export: DuckDB's COPY of the same rows
//
//   node duckdb.mjs FOLDER TABLE    FOLDER holds what bench_export wrote,
//                                   TABLE what it printed
//
// One thread, from a table in memory, each kind of file after the other; a file is
// written up to ROUNDS times, as long as it takes no more than ENOUGH_S seconds, and
// the fastest counts.  The last columns are how many rows the mock writes in the time
// of one of DuckDB's, and how many it should.
import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const ROUNDS = 3;
const ENOUGH_S = 5;
const [folder, table] = process.argv.slice(2);
const kinds = [
  ['JSON', 'format json', 2],
  ['JSON+gzip', 'format json, compression gzip', 2],
  ['Parquet', 'format parquet, compression uncompressed', 1.5],
  ['Parquet+gzip', 'format parquet, compression gzip', 2],
];
// "flat JSON": rows a second
const ours = new Map(fs.readFileSync(table, 'utf8').split('\n').map((line) => line.trim().split(/ +/))
  .map(([rows, kind, , perSecond]) => [`${rows} ${kind}`, Number(perSecond)]));
const db = await DuckDBInstance.create(':memory:', { threads: '1' });
const duckdb = await db.connect();
const version = (await duckdb.runAndReadAll('select version()')).getRows()[0][0];

console.log(`\nDuckDB ${version}, COPY, one thread`.padEnd(64) + 'flowmock'.padStart(11) + 'limit'.padStart(9));
for (const rows of ['flat', 'nested']) {
  await duckdb.run(`create table ${rows} as from read_parquet('${path.join(folder, rows)}.parquet')`);
  const count = Number((await duckdb.runAndReadAll(`select count(*) from ${rows}`)).getRows()[0][0]);
  for (const [kind, options, limit] of kinds) {
    const file = path.join(folder, 'duckdb.out');
    const began = performance.now();
    let seconds = Infinity;
    for (let i = 0; i < ROUNDS && performance.now() - began < ENOUGH_S * 1000; i++) {
      const start = performance.now();
      await duckdb.run(`copy ${rows} to '${file}' (${options})`);
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    const bytes = fs.statSync(file).size;
    console.log(
      rows.padEnd(7), kind.padEnd(13), String(count).padStart(9), (count / seconds).toFixed(0).padStart(12),
      (bytes / seconds / 1e6).toFixed(1).padStart(8), (bytes / 1e6).toFixed(1).padStart(10),
      (ours.get(`${rows} ${kind}`) / (count / seconds)).toFixed(2).padStart(10), `>= ${limit}`.padStart(8));
    fs.rmSync(file);
  }
}
