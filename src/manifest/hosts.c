#include "manifest/hosts.h"

#include "base/str.h"
#include "manifest/field.h"

#include <stdlib.h>
#include <string.h>

#define HOST_MAX 255
#define DIGITS_MAX 9
#define DIGITS "0123456789"

/* What the ranges stand for is not said here. */
const struct text_rule selector_rule = {
	"([a-zA-Z0-9._*?-]|\\[[0-9]{1,9}-[0-9]{1,9}\\])+",
	HOST_MAX,
};

const struct text_rule selector_name_rule = {
	"([a-zA-Z0-9._-]|\\[[0-9]{1,9}-[0-9]{1,9}\\])+",
	HOST_MAX,
};

/* "[N-M]" at text. */
static const char *parse_range(const char *text, struct selector_part *part, size_t *ret_length)
{
	size_t first = strspn(text + 1, DIGITS), last;
	const char *second = text + 1 + first + 1;

	if (!first || second[-1] != '-' || !(last = strspn(second, DIGITS)) || second[last] != ']')
		return "a range is written [N-M] with two decimal numbers, such as xen[01-15]";
	if (first > DIGITS_MAX || last > DIGITS_MAX)
		return "the numbers of a range have at most 9 digits";
	part->type = PART_RANGE;
	part->width = (unsigned char)first;
	part->first = (uint32_t)strtoul(text + 1, NULL, 10);
	part->last = (uint32_t)strtoul(second, NULL, 10);
	if (part->first > part->last)
		return "the first number of a range must not be above the second";
	*ret_length = (size_t)(second - text) + last + 1;
	return NULL;
}

static const char *parse_part(const char *text, struct selector_part *part, size_t *ret_length)
{
	char c = *text;

	*ret_length = 1;
	if (c == '[')
		return parse_range(text, part, ret_length);
	if (c == '*' || c == '?') {
		part->type = c == '*' ? PART_STAR : PART_ANY;
		return NULL;
	}
	if (!strchr("abcdefghijklmnopqrstuvwxyz" DIGITS "-._", c))
		return "a selector is made of letters, digits, '-', '.', '_', the globs '*' and '?', "
		       "and ranges such as [01-15]";
	part->type = PART_LETTER;
	part->letter = c;
	return NULL;
}

static const char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

const char *selector_parse(struct arena *arena, const char *text, struct selector *ret_selector)
{
	struct selector selector = { .text = lower(arena, text) };
	uint64_t hosts = 1;
	size_t length;

	if (!*text)
		return "a selector must not be empty";
	if (strlen(text) > HOST_MAX)
		return "a selector has at most 255 characters";
	for (const char *at = selector.text; *at; at += length) {
		struct selector_part *part = vec_push(arena, &selector.parts);
		const char *fault = parse_part(at, part, &length);

		if (fault)
			return fault;
		selector.has_glob |= part->type == PART_STAR || part->type == PART_ANY;
		selector.has_dot |= part->letter == '.';
		if (part->type == PART_RANGE)
			hosts *= (uint64_t)part->last - part->first + 1;
		if (hosts > SELECTOR_HOSTS_MAX)
			return "its ranges stand for more than 10000 hosts; use '*' or '?'";
	}
	selector.hosts = (uint32_t)hosts;
	*ret_selector = selector;
	return NULL;
}

const char *selector_read(struct arena *arena, const char *text, struct reading *ret_reading)
{
	struct selector selector;
	const char *fault = selector_parse(arena, text, &selector);

	if (!fault)
		ret_reading->text = selector.text;
	return fault;
}

const char *selector_read_name(struct arena *arena, const char *text, struct reading *ret_reading)
{
	struct selector selector;
	const char *fault = selector_parse(arena, text, &selector);

	if (!fault && selector.has_glob)
		fault = "'*' and '?' could be anybody; list the names, or ranges such as xen[01-15]";
	if (!fault)
		ret_reading->text = selector.text;
	return fault;
}

/* Bits of positions in a host name: of those that the parts so far can lead to, or of those where a
 * letter stands. One step of matching is then a few words long, whatever the globs. */
#define REACH_WORDS ((HOST_MAX + 1) / 64)

struct reach {
	uint64_t word[REACH_WORDS];
};

static void reach_add(struct reach *reach, size_t at)
{
	reach->word[at / 64] |= UINT64_C(1) << at % 64;
}

static bool reach_has(const struct reach *reach, size_t at)
{
	return reach->word[at / 64] >> at % 64 & 1;
}

/* Without those behind the end. */
static struct reach reach_trim(struct reach reach, size_t length)
{
	if (length % 64 != 63)
		reach.word[length / 64] &= (UINT64_C(2) << length % 64) - 1;
	for (size_t i = length / 64 + 1; i < REACH_WORDS; i++)
		reach.word[i] = 0;
	return reach;
}

/* Each of them one further. */
static struct reach reach_shift(const struct reach *reach, size_t length)
{
	struct reach next = { 0 };
	uint64_t carry = 0;

	for (size_t i = 0; i < REACH_WORDS; i++) {
		next.word[i] = reach->word[i] << 1 | carry;
		carry = reach->word[i] >> 63;
	}
	return reach_trim(next, length);
}

static void reach_number(const struct selector_part *part, const char *digits, size_t at,
			 struct reach *next)
{
	uint32_t number = 0;

	for (size_t i = 0; i < DIGITS_MAX && digits[i] >= '0' && digits[i] <= '9'; i++) {
		number = number * 10 + (uint32_t)(digits[i] - '0');
		if (i + 1 < part->width)
			continue;
		/* Wider than the range's own width only where the number needs it. */
		if (i + 1 > part->width && digits[0] == '0')
			return;
		if (number >= part->first && number <= part->last)
			reach_add(next, at + i + 1);
	}
}

static struct reach reach_numbers(const struct selector_part *part, const struct reach *now,
				  const char *host, size_t length)
{
	struct reach next = { 0 };

	for (size_t i = 0; i < length; i++)
		if (reach_has(now, i))
			reach_number(part, host + i, i, &next);
	return next;
}

/* From the first one on all of them. */
static struct reach reach_rest(const struct reach *now, size_t length)
{
	struct reach next = { 0 };
	uint64_t all = 0;

	for (size_t i = 0; i <= length / 64; i++) {
		uint64_t lowest = now->word[i] & -now->word[i];

		next.word[i] = all | (lowest ? -lowest : 0);
		all |= lowest ? UINT64_MAX : 0;
	}
	return reach_trim(next, length);
}

static struct reach reach_letter(const struct selector_part *part, const struct reach *now,
				 const struct reach *letters, size_t length)
{
	struct reach here = *now;

	for (size_t i = 0; i < REACH_WORDS; i++)
		here.word[i] &= letters[(unsigned char)part->letter & 127].word[i];
	return reach_shift(&here, length);
}

static bool reach_matches(const struct selector *selector, const char *host, size_t length)
{
	struct reach letters[128] = { 0 }, now = { .word = { 1 } };
	const struct selector_part *part;

	for (size_t i = 0; i < length; i++)
		reach_add(&letters[(unsigned char)host[i] & 127], i);
	vec_each (part, &selector->parts) {
		if (part->type == PART_STAR)
			now = reach_rest(&now, length);
		else if (part->type == PART_ANY)
			now = reach_shift(&now, length);
		else if (part->type == PART_LETTER)
			now = reach_letter(part, &now, letters, length);
		else
			now = reach_numbers(part, &now, host, length);
	}
	return reach_has(&now, length);
}

/* Most selectors are for others, and differ in their first letters, or globs in their last. */
static bool ends_differ(const struct selector *selector, const char *host, size_t length)
{
	const struct selector_part *parts = selector->parts.at;
	size_t count = selector->parts.count;

	for (size_t i = 0; i < count && parts[i].type == PART_LETTER; i++)
		if (i >= length || parts[i].letter != host[i])
			return true;
	for (size_t i = 1; i <= count && parts[count - i].type == PART_LETTER; i++)
		if (i > length || parts[count - i].letter != host[length - i])
			return true;
	return false;
}

bool selector_matches(const struct selector *selector, const char *host)
{
	size_t length = selector->has_dot ? strlen(host) : strcspn(host, ".");

	return length <= HOST_MAX && !ends_differ(selector, host, length) &&
	       reach_matches(selector, host, length);
}

static void add_hosts(const struct selector *selector, struct arena *arena, size_t at,
		      const char *prefix, struct host_list *hosts)
{
	const struct selector_part *part = &selector->parts.at[at];

	if (at == selector->parts.count) {
		vec_add(arena, &hosts->list, prefix);
	} else if (part->type != PART_RANGE) {
		add_hosts(selector, arena, at + 1,
			  arena_printf(arena, "%s%c", prefix,
				       part->type == PART_LETTER ? part->letter : 'x'),
			  hosts);
	} else {
		for (uint32_t number = part->first; number <= part->last; number++)
			add_hosts(selector, arena, at + 1,
				  arena_printf(arena, "%s%0*u", prefix, part->width, number),
				  hosts);
	}
}

void selector_expand(const struct selector *selector, struct arena *arena, struct host_list *hosts)
{
	add_hosts(selector, arena, 0, "", hosts);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void host_list_tidy(struct host_list *hosts)
{
	size_t kept = 0;

	if (hosts->list.count)
		qsort(hosts->list.at, hosts->list.count, sizeof(*hosts->list.at), compare);
	for (size_t i = 0; i < hosts->list.count; i++)
		if (!kept || !str_equal(hosts->list.at[kept - 1], hosts->list.at[i]))
			hosts->list.at[kept++] = hosts->list.at[i];
	hosts->list.count = kept;
}
