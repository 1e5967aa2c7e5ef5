#!/bin/sh
# layers.sh - who may include whom; prints the includes that break a rule
#
# A line of the table: a folder, then the folders whose headers it may include.
# Foreign headers have one door each.
set -eu
cd "$(dirname "$0")/../.."
bad=$(mktemp)
trap 'rm -f "$bad"' EXIT

while read -r from may; do
	[ -d "$from" ] || continue
	allowed=$(printf '%s' "$from $may" | tr ' ' '|')
	find "$from" -maxdepth 1 -name '*.[ch]' -exec grep -n '^#include "' /dev/null {} + |
		grep -Ev "#include \"($allowed)/[^/]*\"" >>"$bad" || true
done <<'TABLE'
lib
mockserver/contract lib
mockserver/sim      lib mockserver/contract
mockserver/data     lib mockserver/contract
mockserver/export   lib mockserver/contract
mockserver/store    lib mockserver/contract
mockserver/http     lib mockserver/contract
mockserver/gateway  lib mockserver/http mockserver/store mockserver/sim mockserver/contract
mockserver/model    lib mockserver/store mockserver/sim mockserver/data mockserver/export mockserver/contract
mockserver/api      lib mockserver/model mockserver/gateway mockserver/http mockserver/store mockserver/sim mockserver/data mockserver/contract
mockserver/admin    lib mockserver mockserver/api mockserver/model mockserver/gateway mockserver/http mockserver/store mockserver/sim mockserver/data mockserver/contract
mockserver          lib mockserver/api mockserver/admin mockserver/model mockserver/export mockserver/gateway mockserver/http mockserver/store mockserver/sim mockserver/data mockserver/contract
harness/report      lib harness
harness             lib harness/report mockserver
TABLE

# The harness sees the mock through one header only.
grep -n '^#include "mockserver/' -r harness --include='*.[ch]' |
	grep -v '"mockserver/flowmock.h"' >>"$bad" || true

door() { # header, the only place that may include it
	grep -rln --include='*.[ch]' "#include <$1>" lib mockserver harness |
		grep -Ev "^($2)" | sed "s#\$#: <$1> has its door in $2#" >>"$bad" || true
}
door microhttpd.h 'mockserver/http/flights\.c'
door sqlite3.h 'mockserver/store/'
door curl/curl.h 'lib/fetch\.c'
door cjson/cJSON.h 'lib/json\.h'
door libfyaml.h 'lib/yaml\.c'
door pcre2.h 'lib/pattern\.c'
door libdeflate.h 'mockserver/export/parquet_page\.c'
door zlib.h 'mockserver/export/gzip\.c|harness/inflate\.c'

# Everything that happens in the mock reads sim/clock.
grep -n 'vtime_wall_now' -r mockserver --include='*.[ch]' |
	grep -v '^mockserver/sim/clock\.c' | sed 's#$#: the time is clock_now()#' >>"$bad" || true

cat "$bad"
[ ! -s "$bad" ]
