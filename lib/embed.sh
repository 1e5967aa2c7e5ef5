#!/bin/sh
# embed.sh - assembler source that holds files as struct asset (lib/asset.h)
#
#   embed.sh ROOT FILE... >assets.S      FILE is below ROOT; PATH=FILE is called PATH
#
# `.incbin` takes the bytes as they are; a NUL follows each.  The notes at the end say
# what a compiler says of C: without them the whole program would have a stack that
# can be executed, and no control-flow protection.
set -eu
root=$1
shift
i=0
echo '	.section .rodata'
for f in "$@"; do
	path=${f%%=*}
	printf '.Ld%d:\t.incbin "%s"\n.Le%d:\t.byte 0\n' "$i" "${f#*=}" "$i"
	printf '.Lp%d:\t.asciz "%s"\n' "$i" "${path#"$root"/}"
	i=$((i + 1))
done
printf '\t.balign 8\n\t.globl asset_count\n\t.hidden asset_count\nasset_count:\t.quad %d\n' "$i"
printf '\t.section .data.rel.ro,"aw"\n\t.balign 8\n\t.globl assets\n\t.hidden assets\nassets:\n'
n=0
while [ "$n" -lt "$i" ]; do
	printf '\t.quad .Lp%d, .Ld%d, .Le%d - .Ld%d\n' "$n" "$n" "$n" "$n"
	n=$((n + 1))
done
printf '\t.section .note.GNU-stack,"",@progbits\n'
printf '#ifdef __CET__\n#include <cet.h>\n#endif\n'
