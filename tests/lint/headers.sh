#!/bin/sh
# headers.sh - no header declares what another module defines; prints what breaks this
#
# The functions of x.h are defined in x.c, or in the files x_*.c that a long x.c was cut
# into, of the same folder: only then does an include say who calls whom, and a circle
# of calls is one of includes, which layers.sh finds.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A header, then the other files of that folder that define what it declares; why.
cat >"$work/also" <<'TABLE'
lib/file/file.h             new.c folder.c path.c tree.c     parts of one module
lib/json/json.h             read.c print.c double.c            cJSON's door, with what it lacks
lib/jsonschema/jsonschema.h check.c compile.c                  what others include
lib/jsonschema/rules.h      items.c members.c values.c apply.c keywords.c's rows name them
lib/vtime.h                 duration.c                         a text of time, like the others
mockserver/data/dataset.h   catalogue.c load.c window.c read.c what data/ is to others
mockserver/data/load.h      catalogue.c
mockserver/ctl/ctl.h        faults.c move.c options.c print.c  the parts of a program
TABLE

# name kind file, of all that is declared and not static, and defined
find lib mockserver harness -name '*.[ch]' | sort >"$work/files"
ctags -f - --language-force=C --kinds-C=fp --fields=kf -I AUTO_DEFINE+ -I AUTO_DEFINE_STRUCT+ \
	-L "$work/files" 2>/dev/null | awk -F '\t' '!/^!/ {
		print $1, $4, $2, $0 ~ /\tfile:/ ? "static" : "" }' >"$work/tags"

awk '
function stem(path) { sub(/\.[ch]$/, "", path); return path }
FILENAME == ARGV[1] {
	dir = $1; sub(/[^\/]*$/, "", dir)
	for (i = 2; i <= NF && $i ~ /\.c$/; i++)
		also[$1, dir $i] = 1
	next
}
$2 == "f" && $3 ~ /\.c$/ && $4 != "static" { defined[$1] = defined[$1] " " $3 }
$2 == "p" && $3 ~ /\.h$/ { declared[$1] = $3 }
END {
	for (name in declared) {
		h = declared[name]
		n = split(defined[name], in_, " ")
		for (i = 1; i <= n; i++) {
			rest = substr(in_[i], 1, length(stem(h))) == stem(h) ? \
			       substr(in_[i], length(stem(h)) + 1) : "elsewhere"
			if (rest ~ /^(_[^\/]*)?\.c$/ || (h, in_[i]) in also)
				continue
			print h ": " name "() is defined in " in_[i]
		}
	}
}' "$work/also" "$work/tags" | sort >"$work/bad"
cat "$work/bad"
[ ! -s "$work/bad" ]
