#!/bin/sh
# What tools/mutate makes of a few lines of C, all of it and nothing else; whether the tests then notice is for a run of
# it to say. Speaks TAP.
export LC_ALL=C.UTF-8

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# makes FUNCTION: of the C on stdin, exactly the lines of the file `expected`.
makes() {
	cat >small.c
	"$top/tools/mutate" --list "$scratch/small.c" >list || return
	sed 's/^[^:]*:[0-9]* [^:]*: //' list | sort >got
	sort expected | diff -u - got
}

cat >expected <<'END'
{ return true;
{ return false;
return !(a < 3 && b == 4);
return a <= 3 && b == 4;
return a < 3 || b == 4;
return a < 3 && b != 4;
return a < 4 && b == 4;
return a < 2 && b == 4;
return a < 3 && b == 5;
return a < 3 && b == 3;
END
check 'a condition' makes <<'END'
/* a == 1 && "b" */
static bool is_small(int a, int b)
{
	return a < 3 && b == 4;
}
END

cat >expected <<'END'
{ return;
if (!(*a))
; /* why */
a = a->next == 0 ? a : NULL;
;
for (int i = 1; i > 0; i--)
for (int i = (-1); i > 0; i--)
for (int i = 0; i >= 0; i--)
for (int i = 0; !(i > 0); i--)
for (int i = 0; i > 1; i--)
for (int i = 0; i > (-1); i--)
;
END
check 'statements' makes <<'END'
void walk(struct a *a)
{
	struct a *b;

	vec_each (b, a) {
		if (*a)
			walk(a); /* why */
		a = a->next ? a : NULL;
	}
	for (int i = 0; i > 0; i--)
		continue;
}
END

cat >expected <<'END'
{ return NULL;
{ return (struct b){ 0 };
{ "x", 061, true },
{ "x", 057, true },
{ "x", 060, false },
END
check 'tables, and functions that return something' makes <<'END'
#define LIMIT (2 + 3)
static const struct row rows[] = {
	{ "x", 060, true },
};
const char *text(void)
{
	struct a nothing = { 0 };
}
struct b whole(void)
{
}
END

printf 'int f(void)\n{\n\treturn 1 + 1;\n}\n' >small.c
"$top/tools/mutate" --list "$scratch/small.c" | cut -d ' ' -f 1 | sort -u >ids
check 'each has an ID of its own' test "$(wc -l <ids)" -eq 5
"$top/tools/mutate" --list --operator return "$scratch/small.c" >list
check 'a place tells where it is' has list ':2 f return: '
echo "1..$count"
[ "$failed" -eq 0 ]
