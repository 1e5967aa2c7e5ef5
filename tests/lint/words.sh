#!/bin/sh
# words.sh - are comments, help, messages and pages in common words?
#
# Prints file:line: the turn, and what to write instead (words.txt).  Facts of the service
# are quoted as they are: docs/sources, the reference, the texts of its errors.
set -eu
cd "$(dirname "$0")/../.."
find Makefile ./*.md lib mockserver harness tests scenarios fixtures docs completions \
	\( -name node_modules -o -path tests/fuzz/corpus -o -path tests/states \
	-o -path fixtures/datasets -o -path fixtures/reference -o -path docs/sources \
	-o -path docs/errors.md \) -prune -o -type f ! -path 'tests/lint/words.*' ! -name '*.png' -print |
	perl -e '
	sub turns {
		my @all;
		open my $in, "<:utf8", "tests/lint/words.txt" or die;
		while (<$in>) {
			next if /^#/;
			chomp;
			my ($turn, $instead) = split /\t+/;
			$turn =~ s/~/(?:\\s|\\n\\s*(?:\\*|#)\\s)+/g;
			push @all, [ qr/(?<![-\w\/\$])(?:$turn)(?![-\w\/])/i, $instead ];
		}
		return @all;
	}
	binmode STDOUT, ":utf8";
	my @turns = turns();
	my $bad = 0;
	while (my $file = <STDIN>) {
		chomp $file;
		open my $in, "<:utf8", $file or die "$file: $!";
		my $text = do { local $/; <$in> };
		for my $t (@turns) {
			while ($text =~ /$t->[0]/g) {
				my $line = 1 + (substr($text, 0, $-[0]) =~ tr/\n//);
				(my $found = $&) =~ s/\s+/ /g;
				print "$file:$line: \"$found\": rather $t->[1]\n";
				$bad = 1;
			}
		}
	}
	exit $bad;
	'
