#!/bin/sh
# option.sh - the option that option.patch adds is read, checked, shown and documented
set -eu
[ -e build/rows ] || { echo "$0: tests/rows/run.sh runs it, in a copy of the tree" >&2; exit 2; }
test=build/tests/unit/mockserver/test_options.test
make -s build/flowmock build/flowcheck $test
$test >/dev/null 2>&1
build/flowmock serve --help | grep -q -- '--greeting TEXT'
docs/manual.py build write >/dev/null
grep -q FLOWMOCK_GREETING docs/man/flowmock.1
grep -q greeting completions/_flowmock
FLOWMOCK_GREETING=hello build/flowmock serve --port 0 --port-file port --clock virtual \
	>out 2>&1 &
mock=$!
trap 'kill $mock' EXIT
while [ ! -s port ]; do sleep 0.05; done
cp tests/rows/option.yaml scenarios
build/flowcheck run --target "http://127.0.0.1:$(cat port)" scenarios/option.yaml
grep -q 'mock\.greets text=hello' out
