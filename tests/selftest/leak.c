/*
 * Loses a block. Built only with --enable-sanitizers, and has to fail there (leak.sh):
 * when it passes, leaks in the real tests would pass too.
 */
#include <criterion/criterion.h>

Test(selftest, leak)
{
	char *volatile lost = malloc(42);

	cr_assert(lost);
	lost = NULL;
}
