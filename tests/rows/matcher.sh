#!/bin/sh
# matcher.sh - the matcher that matcher.patch adds is used, checked, suggested and documented
set -eu
[ -e build/rows ] || { echo "$0: tests/rows/run.sh runs it, in a copy of the tree" >&2; exit 2; }
make -s build/flowcheck
cp tests/rows/matcher.yaml scenarios
build/flowcheck run scenarios/matcher.yaml
build/flowcheck help matchers | grep -qF '$begins: exports/'
harness/tables.py build write >/dev/null
grep -qF '$begins' harness/README.md
sed 's/\$begins: /$begin: /' tests/rows/matcher.yaml >scenarios/wrong.yaml
! build/flowcheck run scenarios/wrong.yaml >out 2>&1
grep -qF '$begins' out
