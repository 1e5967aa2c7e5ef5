#!/bin/sh
# report.sh - the form that report.patch adds is written, listed and suggested
set -eu
[ -e build/rows ] || { echo "$0: tests/rows/run.sh runs it, in a copy of the tree" >&2; exit 2; }
make -s build/flowcheck
build/flowcheck run scenarios/workflows/export-dataset-s3.yaml --report csv=build/run.csv
grep -q '^"scenarios/workflows/export-dataset-s3.yaml",".*",passed$' build/run.csv
build/flowcheck help reports | grep -q csv
build/flowcheck run --help | grep -q csv
build/flowcheck run --report xml=x 2>&1 | grep -q 'the forms are .*csv'
