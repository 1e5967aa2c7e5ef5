#!/bin/sh
# citations.sh - does every citation lead somewhere?
#
# docs/sources/README.md has the notation.  Prints file:line and what is cited, for a
# section without a heading, a row that its section's table lacks, an id that the ledger
# lacks, an operation that the descriptions lack, and an abbreviation without a row.
# In C the comments are read, in scripts what follows a '#'; sections everywhere.
set -eu
cd "$(dirname "$0")/../.."
find lib mockserver harness tests scenarios fixtures docs \
	\( -name node_modules -o -path tests/fuzz/corpus -o -path tests/states \
	-o -path fixtures/datasets -o -path fixtures/reference \) -prune -o -type f \
	\( -name '*.[ch]' -o -name '*.def' -o -name '*.md' -o -name '*.yaml' \
	-o -name '*.json' -o -name '*.sh' -o -name '*.py' \) \
	! -path tests/lint/citations.sh -print | sort |
	xargs awk '
	function wrong(text) {
		if (!said[FILENAME, FNR, text]++) print FILENAME ":" FNR ": " text
		bad = 1
	}

	# What leads somewhere: the ledger, the operations, headings, rows, abbreviations.
	function read_index(   file, line, words, chapter, section, n, i) {
		while ((getline line < "fixtures/ledger.yaml") > 0)
			if (line ~ /^- id: [ABC][0-9]+$/) entry[substr(line, 7)] = 1
		while ((getline line < "fixtures/reference/operations.json") > 0)
			if (match(line, /"number": "[DF][0-9][0-9]"/))
				operation[substr(line, RSTART + 11, 3)] = 1
		while ((getline line < "docs/sources/README.md") > 0)
			if (line ~ /^\| [A-Z][A-Z0-9*-]+ \|/) {
				split(line, words, " ")
				known[words[2]] = 1
			}
		while (("ls docs/sources/0[1-9]-*.md" | getline file) > 0) {
			chapter = substr(file, 14, 2)
			heading[chapter, ""] = 1
			while ((getline line < file) > 0) {
				if (line ~ /^##+ §[0-9]/) {
					section = substr(line, index(line, "§") + length("§"))
					sub(/ .*/, "", section)
					heading[chapter, section] = 1
				} else if (line ~ /^\| [0-9]+ \|/) {
					split(line, words, " ")
					row[chapter, section, words[2]] = 1
				}
			}
			close(file)
		}
		n = split("DELETE DTO GET HTML JSON PATCH POST PUT ISO", words, " ")
		for (i = 1; i <= n; i++) plain[words[i]] = 1
	}

	function is_known(word) {
		return word in known || word in plain || word ~ /^CAT-/
	}

	# What people read of a line: all of it, but comments only in code.
	function prose(line,   out, at) {
		if (FILENAME ~ /\.(sh|py)$/)
			return match(line, /(^|[ \t])#/) ? substr(line, RSTART) : ""
		if (FILENAME !~ /\.[ch]$/) return line
		out = ""
		while (line != "") {
			if (in_comment) {
				at = index(line, "*/")
				out = out (at ? substr(line, 1, at - 1) : line) " "
				line = at ? substr(line, at + 2) : ""
				if (at) in_comment = 0
			} else {
				gsub(/'\''"'\''/, "", line)
				if (match(line, /^[^"]*\/\*/) && !index(substr(line, 1, RLENGTH), "\"")) {
					line = substr(line, RLENGTH + 1)
					in_comment = 1
				} else if (match(line, /^[^"]*"([^"\\]|\\.)*"/)) {
					line = substr(line, RLENGTH + 1)
				} else line = ""
			}
		}
		return out
	}

	function check_rows(chapter, section, rest,   n, last, range) {
		if (!match(rest, /^,? rows? [0-9]+/)) return
		rest = substr(rest, index(rest, " row") + 4)
		sub(/^s? /, "", rest)
		range = 0
		while (match(rest, /^[0-9]+/)) {
			n = substr(rest, 1, RLENGTH) + 0
			rest = substr(rest, RLENGTH + 1)
			for (last = range ? last + 1 : n; last < n; last++)
				if (!((chapter, section, last) in row))
					wrong(chapter " §" section " has no row " last)
			if (!((chapter, section, n) in row))
				wrong(chapter " §" section " has no row " n)
			last = n
			range = rest ~ /^ to [0-9]/
			if (!sub(/^(,| and| to) /, "", rest)) break
		}
	}

	# A section without a number in front is of the file named last, on this line or
	# the one before; "to" names all between.
	function check_sections(line,   at, before, section, rest, first) {
		first = 0
		while ((at = index(line, "§")) > 0) {
			before = substr(line, 1, at - 1)
			rest = substr(line, at + length("§"))
			section = match(rest, /^[0-9]+(\.[0-9]+)*/) ? substr(rest, 1, RLENGTH) : ""
			line = rest = substr(rest, length(section) + 1)
			if (before ~ /(RFC|YAML|ISO) [0-9.]+,? ?$/) continue
			if (match(before, /(^|[^0-9])0[1-9],? ?$/)) {
				sub(/^[^0-9]/, "", before)
				match(before, /0[1-9],? ?$/)
				chapter = substr(before, RSTART, 2)
				named = FNR
				first = 0
			} else if (FILENAME ~ /^docs\/sources\/0/ && (named != FNR || before !~ /(,|and|to) $/)) {
				chapter = substr(FILENAME, 14, 2)
			} else if (named < FNR - 1) {
				wrong("§" section " of no file")
				continue
			}
			if (section == "") continue
			if (before ~ / to $/)
				for (first++; first < section + 0; first++)
					if (!((chapter, first "") in heading))
						wrong(chapter " §" first " has no heading in docs/sources")
			if (!((chapter, section) in heading))
				wrong(chapter " §" section " has no heading in docs/sources")
			first = section + 0
			check_rows(chapter, section, rest)
		}
	}

	# Calls the check of one kind for each word of the text.
	function check_words(text, all,   word, before, after, rest) {
		rest = text
		before = " "
		while (match(rest, /[A-Za-z0-9_*-]+/)) {
			if (RSTART > 1) before = substr(rest, RSTART - 1, 1)
			word = substr(rest, RSTART, RLENGTH)
			rest = substr(rest, RSTART + RLENGTH)
			after = substr(rest, 1, 1)
			if (index(" (\"[", before) && after !~ /[%\/`]/) {
				if (word ~ /^[ABC][1-9][0-9]?$/) {
					if (!(word in entry)) wrong(word " is not in the ledger")
				} else if (word ~ /^[DF][0-9][0-9]$/) {
					if (!(word in operation))
						wrong(word " is no operation of the descriptions")
				} else if (word ~ /^[A-Z][A-Z0-9][A-Z0-9]+(-[A-Za-z0-9]+)*$/ &&
				    (all || rest ~ /^ ([0-9][0-9][0-9][0-9]|[DF][0-9][0-9])([^0-9A-Za-z_]|$)/) &&
				    !is_known(word))
					wrong(word " has no row in docs/sources/README.md")
			}
			before = " "
		}
	}

	BEGIN { read_index() }
	FNR == 1 { in_comment = 0; chapter = ""; named = -9 }
	/§/ && !/^#+ §/ { check_sections($0) }
	{
		text = prose($0)
		if (text ~ /[Cc]ontract 0[1-9]/ || text ~ /(^|[ (])0[1-9] [ABC][0-9]/)
			wrong("older notation: 05 §3, and the id alone for the ledger")
		if (match(text, /\(0[1-9]\)/) && !((substr(text, RSTART + 1, 2), "") in heading))
			wrong(substr(text, RSTART + 1, 2) " is no file of docs/sources")
		check_words(text, 0)
	}
	FILENAME ~ /errors\.def$/ && match($0, /"[^"]*"\)$/) {
		check_words(substr($0, RSTART + 1, RLENGTH - 3), 1)
	}
	FILENAME ~ /fixtures\/ledger\.yaml$/ && match($0, /source: ("[^"]*"|[^,}]*)/) {
		check_words(substr($0, RSTART + 7, RLENGTH - 7), 1)
	}
	END { exit bad }
	' || exit 1
