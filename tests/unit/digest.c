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

/* Test vectors of the paper's appendix and of its reference implementation (vectors.h). */
Test(digest, lasting_ones_are_siphash)
{
	static const char bytes[] = "\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16";

	cr_expect_eq(digest_lasting(bytes, 0), UINT64_C(0x726fdb47dd0e0e31));
	cr_expect_eq(digest_lasting(bytes, 8), UINT64_C(0x93f5f5799a932462));
	cr_expect_eq(digest_lasting(bytes, 15), UINT64_C(0xa129ca6149be45e5));
}
