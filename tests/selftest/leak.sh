#!/bin/sh
# A test that leaks must fail, or the sanitizers watch for nothing.
name='a test that leaks fails, and its log says where'
output=$(sh "$top_srcdir/tests/run-test" "$top_builddir/tests/selftest/leak")
status=$?
case $status,$output in
0,*) echo "not ok 1 - $name" ;;
*LeakSanitizer*leak.c*) echo "ok 1 - $name" ;;
*) echo "not ok 1 - $name" ;;
esac
echo 1..1
printf '%s\n' "$output" | sed 's/^/# /'
