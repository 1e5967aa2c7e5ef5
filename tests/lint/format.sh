#!/bin/sh
# format.sh - are the C sources as clang-format 14 leaves them, and did it tear nothing?
#
# It puts the end of a comment that is one character too long on a line of its own, goes
# on behind a star without a blank where it breaks a line, and puts AUTO(f) before a
# declaration that must be broken: shorten the one, set the other anew, and declare the
# third with AUTO_MEM, or give it its value below.
set -eu
cd "$(dirname "$0")/../.."
format=$(command -v clang-format-14 || command -v clang-format)
find lib mockserver harness tests -name '*.[ch]' -not -path '*/node_modules/*' -print0 |
	xargs -0 "$format" --dry-run -Werror
find lib mockserver harness tests -name '*.[ch]' -not -path '*/node_modules/*' -print0 |
	xargs -0 awk '
	/^[ \t]*\*\/$/ && before ~ /^[ \t]*\/\*./ { print FILENAME ":" FNR ": */ alone"; bad = 1 }
	/^ \*[^ *\/\t]/ { print FILENAME ":" FNR ": no blank behind the star"; bad = 1 }
	/^[ \t]*AUTO\([A-Za-z_]+\)$/ { print FILENAME ":" FNR ": AUTO alone"; bad = 1 }
	{ before = $0 }
	END { exit bad }
	'
