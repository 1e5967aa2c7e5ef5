#!/bin/sh
# format.sh - are the C sources as clang-format 14 leaves them?
set -eu
cd "$(dirname "$0")/../.."
format=$(command -v clang-format-14 || command -v clang-format)
find lib mockserver harness tests -name '*.[ch]' -not -path '*/node_modules/*' -print0 |
	xargs -0 "$format" --dry-run -Werror
