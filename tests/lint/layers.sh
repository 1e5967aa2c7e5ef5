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
lib/json            lib
lib/file            lib
lib/log             lib lib/json
lib/jsonschema      lib lib/json
lib/match           lib lib/json lib/jsonschema
lib/yaml            lib lib/file lib/json
mockserver/contract lib lib/json lib/jsonschema lib/log
mockserver/sim      lib lib/json lib/jsonschema lib/log mockserver/contract
mockserver/data     lib lib/file lib/json lib/jsonschema lib/log mockserver/contract
mockserver/export   lib lib/file lib/json lib/jsonschema lib/log mockserver/contract mockserver/export/codec mockserver/export/parquet
mockserver/export/codec lib lib/file lib/json lib/jsonschema lib/log mockserver/contract
mockserver/export/parquet lib lib/file lib/json lib/jsonschema lib/log mockserver/contract mockserver/export/codec
mockserver/store    lib lib/file lib/json lib/jsonschema lib/log mockserver/contract
mockserver/faults   lib lib/json lib/jsonschema lib/log lib/match mockserver/contract mockserver/store
mockserver/http     lib lib/json lib/jsonschema lib/log mockserver/contract
mockserver/gateway  lib lib/file lib/json lib/jsonschema lib/log mockserver/contract mockserver/http mockserver/store mockserver/sim
mockserver/world    lib lib/file lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/faults mockserver/sim mockserver/data mockserver/export
mockserver/specs    lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/world
mockserver/entities lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/sim mockserver/data mockserver/world mockserver/specs
mockserver/runs     lib lib/file lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/faults mockserver/sim mockserver/data mockserver/export mockserver/world mockserver/specs mockserver/entities
mockserver/lists    lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/world mockserver/specs mockserver/entities mockserver/runs
mockserver/timeline lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/sim mockserver/world mockserver/entities mockserver/runs
mockserver/api      lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/faults mockserver/sim mockserver/data mockserver/http mockserver/gateway mockserver/world mockserver/specs mockserver/entities mockserver/runs mockserver/lists mockserver/timeline
mockserver/admin    lib lib/json lib/jsonschema lib/log mockserver/contract mockserver/store mockserver/faults mockserver/sim mockserver/data mockserver mockserver/http mockserver/gateway mockserver/world mockserver/specs mockserver/entities mockserver/runs mockserver/lists mockserver/timeline mockserver/api
mockserver          lib lib/file lib/json lib/jsonschema lib/log lib/yaml mockserver/contract mockserver/store mockserver/faults mockserver/sim mockserver/data mockserver/export mockserver/http mockserver/gateway mockserver/world mockserver/specs mockserver/entities mockserver/runs mockserver/lists mockserver/timeline mockserver/api mockserver/admin
mockserver/ctl      lib lib/file lib/json mockserver/contract mockserver
harness/scenario    lib lib/file lib/json lib/jsonschema lib/log lib/match lib/yaml
harness/match       lib lib/json lib/jsonschema lib/log lib/match lib/yaml harness/scenario
harness/target      lib lib/file lib/json lib/jsonschema lib/log lib/yaml harness/scenario harness/match mockserver
harness/curl        lib lib/json lib/yaml harness/match
harness/steps       lib lib/file lib/json lib/jsonschema lib/log lib/yaml harness/scenario harness/curl harness/match harness/target harness/report
harness/compression lib lib/json lib/jsonschema lib/log
harness/parquet     lib lib/json lib/jsonschema lib/log harness/compression
harness/digest      lib lib/json
harness/openapi     lib lib/json lib/jsonschema lib/log lib/yaml
harness/files       lib lib/file lib/json lib/jsonschema lib/log lib/yaml harness/scenario harness/match harness/target harness/steps harness/compression harness/parquet harness/digest
harness/verify      lib lib/file lib/json lib/jsonschema lib/log harness/compression harness/parquet harness/digest harness/files
harness/report      lib lib/file lib/json lib/jsonschema lib/log harness/match harness/scenario
harness/run         lib lib/json lib/jsonschema lib/log lib/yaml harness/scenario harness/match harness/target harness/steps harness/report
harness             lib lib/file lib/json lib/jsonschema lib/log lib/match lib/yaml harness/scenario harness/curl harness/match harness/target harness/steps harness/files harness/openapi harness/report harness/run harness/verify mockserver
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
door cjson/cJSON.h 'lib/json/json\.h'
door libfyaml.h 'lib/yaml/yaml\.c'
door pcre2.h 'lib/pattern\.c'
door libdeflate.h 'mockserver/export/codec/gzip\.c'
door zlib.h 'mockserver/export/codec/gzip_stream\.c|harness/compression/inflate\.c'

# Everything that happens in the mock reads sim/clock.
grep -n 'vtime_wall_now' -r mockserver --include='*.[ch]' |
	grep -v '^mockserver/sim/clock\.c' | sed 's#$#: the time is clock_now()#' >>"$bad" || true

cat "$bad"
[ ! -s "$bad" ]
