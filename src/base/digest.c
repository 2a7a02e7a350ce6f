#include "config.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

/* SipHash-2-4 (Aumasson and Bernstein, 2012): short, keyed, made for keeping its input hidden. */
struct state {
	uint64_t v[4];
};

static uint64_t rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static void mix(struct state *state, int rounds)
{
	uint64_t *v = state->v;

	while (rounds-- > 0) {
		v[0] += v[1];
		v[1] = rotate(v[1], 13) ^ v[0];
		v[0] = rotate(v[0], 32);
		v[2] += v[3];
		v[3] = rotate(v[3], 16) ^ v[2];
		v[0] += v[3];
		v[3] = rotate(v[3], 21) ^ v[0];
		v[2] += v[1];
		v[1] = rotate(v[1], 17) ^ v[2];
		v[2] = rotate(v[2], 32);
	}
}

static void take(struct state *state, uint64_t word)
{
	state->v[3] ^= word;
	mix(state, 2);
	state->v[0] ^= word;
}

/* Up to eight bytes, the first one lowest. */
static uint64_t word_of(const char *bytes, size_t count)
{
	uint64_t word = 0;

	for (size_t i = 0; i < count; i++)
		word |= (uint64_t)(unsigned char)bytes[i] << (8 * i);
	return word;
}

static const uint64_t *process_key(void)
{
	static uint64_t key[2];

	/* Without randomness a digest could be guessed at: better to end than to go on like that.
	 */
	while (!key[0])
		if (getrandom(key, sizeof(key), 0) != (ssize_t)sizeof(key))
			abort();
	return key;
}

static uint64_t digest(const uint64_t *key, const char *text, size_t length)
{
	struct state state = { {
		key[0] ^ UINT64_C(0x736f6d6570736575),
		key[1] ^ UINT64_C(0x646f72616e646f6d),
		key[0] ^ UINT64_C(0x6c7967656e657261),
		key[1] ^ UINT64_C(0x7465646279746573),
	} };
	size_t left = length;
	uint64_t result;

	for (; left >= 8; left -= 8, text += 8)
		take(&state, word_of(text, 8));
	take(&state, word_of(text, left) | (uint64_t)length << 56);
	state.v[2] ^= 0xff;
	mix(&state, 4);
	result = state.v[0] ^ state.v[1] ^ state.v[2] ^ state.v[3];
	explicit_bzero(&state, sizeof(state));
	return result ? result : 1;
}

uint64_t digest_of(const char *text, size_t length)
{
	return digest(process_key(), text, length);
}

uint64_t digest_lasting(const char *text, size_t length)
{
	/* The key of the reference implementation's test vectors: 00 01 02 … 0f. */
	static const uint64_t key[2] = { UINT64_C(0x0706050403020100),
					 UINT64_C(0x0f0e0d0c0b0a0908) };

	return digest(key, text, length);
}
