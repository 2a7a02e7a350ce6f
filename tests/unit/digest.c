#include "config.h"

#include "base/digest.h"

#include <criterion/criterion.h>
#include <string.h>

Test(digest, equal_texts_only)
{
	static const char text[] = "sixteen bytes ab and some more";
	char copy[sizeof(text)];

	memcpy(copy, text, sizeof(text));
	for (size_t length = 0; length < sizeof(text); length++) {
		uint64_t digest = digest_of(text, length);

		cr_expect_neq(digest, 0);
		cr_expect_eq(digest_of(copy, length), digest);
		cr_expect_neq(digest_of(text, length + 1), digest);
		if (!length)
			continue;
		copy[length - 1] ^= 1;
		cr_expect_neq(digest_of(copy, length), digest, "%zu", length);
		copy[length - 1] ^= 1;
	}
}

Test(digest, zero_bytes_count)
{
	cr_expect_neq(digest_of("a\0", 2), digest_of("a", 1));
	cr_expect_neq(digest_of("", 0), digest_of("\0", 1));
}
