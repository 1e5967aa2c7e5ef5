// duckdb.mjs - the yardstick of bench_export: DuckDB's COPY of the same rows
//
//   node duckdb.mjs FOLDER       FOLDER holds what bench_export wrote
//
// One thread, from a table in memory, each kind of file once after the other.
import fs from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';

const folder = process.argv[2];
const kinds = [
  ['JSON', 'format json'],
  ['JSON+gzip', 'format json, compression gzip'],
  ['Parquet', 'format parquet, compression uncompressed'],
  ['Parquet+gzip', 'format parquet, compression gzip'],
];
const db = await DuckDBInstance.create(':memory:', { threads: '1' });
const duckdb = await db.connect();
const version = (await duckdb.runAndReadAll('select version()')).getRows()[0][0];

console.log(`\nDuckDB ${version}, COPY, one thread`);
for (const rows of ['flat', 'nested']) {
  await duckdb.run(`create table ${rows} as from read_parquet('${path.join(folder, rows)}.parquet')`);
  const count = Number((await duckdb.runAndReadAll(`select count(*) from ${rows}`)).getRows()[0][0]);
  for (const [kind, options] of kinds) {
    const file = path.join(folder, 'duckdb.out');
    const began = performance.now();
    await duckdb.run(`copy ${rows} to '${file}' (${options})`);
    const seconds = (performance.now() - began) / 1000;
    const bytes = fs.statSync(file).size;
    console.log(
      rows.padEnd(7), kind.padEnd(13), String(count).padStart(9), (count / seconds).toFixed(0).padStart(12),
      (bytes / seconds / 1e6).toFixed(1).padStart(8), (bytes / 1e6).toFixed(1).padStart(10));
    fs.rmSync(file);
  }
}
