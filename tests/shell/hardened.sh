#!/bin/sh
# The program is built so that a fault in it is hard to use: its stack is protected, its buffers are checked where the compiler
# knows their size, it is at another address in each run, and what it calls is bound at the start and read-only
# afterwards. And what the tests make fail by its name is not called by another one. Speaks TAP.
set -u
export LC_ALL=C

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "${top_srcdir:?}/tests/shell/tap"

readelf --wide -hld "${CONVERGE:?is the program to test}" >elf &&
	nm -D --undefined-only "$CONVERGE" | sed 's/.* U //; s/@.*//' >calls || exit 1
if grep -q __asan_init calls; then
	echo 'sanitizers take the place of hardening'
	exit 77
fi

check 'the stack is protected' grep -qx __stack_chk_fail calls
check 'it is at another address in each run' grep -qE 'FLAGS_1.* PIE' elf
check 'calls are bound at the start' grep -qE 'FLAGS_1.* NOW' elf
check 'what was bound is read-only' has elf GNU_RELRO
check 'the stack is not executable' grep -qE 'GNU_STACK .* RW  ' elf
# shellcheck disable=SC2086 # words
if echo | ${CC:-cc} ${CFLAGS-} -dM -E - | grep -q __OPTIMIZE__; then
	check 'buffers are checked' grep -qx __snprintf_chk calls
else
	skip 'buffers are checked' 'without optimization they cannot be'
fi

# With _FORTIFY_SOURCE read() may be __read_chk(), which --wrap=read does not catch.
sed -n 's/.*-Wl,--wrap=/--wrap=/p' "$top_srcdir/Makefile.am" | tr ', ' '\n\n' | sed -n 's/^--wrap=//p' | sort -u >wrapped
sed -n 's/^__\(.*\)_\(chk\|2\|64_2\)$/\1 &/p' calls | sort >checked
join -o 2.2 wrapped checked | grep -vxFf wrapped >missed
check 'what tests wrap is wrapped as it is called' test ! -s missed
echo "1..$count"
exit "$failed"
