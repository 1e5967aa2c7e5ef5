#!/bin/sh
# fault.sh - the kind that fault.patch adds is armed, strikes, is counted and documented
set -eu
[ -e build/rows ] || { echo "$0: tests/rows/run.sh runs it, in a copy of the tree" >&2; exit 2; }
make -s build/flowmock build/flowcheck
cp tests/rows/fault.yaml scenarios/failures
build/flowcheck run scenarios/failures/fault.yaml
! FLOWMOCK_TEST_FAULT_WITHOUT_EFFECT=notice build/flowcheck run scenarios/failures/fault.yaml
mockserver/faults/pages.py build write >/dev/null
grep -q 'notice of maintenance' docs/faults.md
