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

/* Matching: reach[i] says that the parts so far can match the first i characters of the host. */
struct reach {
	bool at[HOST_MAX + 2];
};

static void reach_number(const struct selector_part *part, const char *digits, bool *next)
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
			next[i + 1] = true;
	}
}

static struct reach step(const struct selector_part *part, const struct reach *now,
			 const char *host, size_t length)
{
	struct reach next = { 0 };

	for (size_t i = 0; i <= length; i++) {
		if (part->type == PART_STAR)
			next.at[i] = now->at[i] || (i > 0 && next.at[i - 1]);
		if (!now->at[i] || i == length)
			continue;
		if (part->type == PART_ANY ||
		    (part->type == PART_LETTER && host[i] == part->letter))
			next.at[i + 1] = true;
		else if (part->type == PART_RANGE)
			reach_number(part, host + i, next.at + i);
	}
	return next;
}

bool selector_matches(const struct selector *selector, const char *host)
{
	size_t length = selector->has_dot ? strlen(host) : strcspn(host, ".");
	struct reach reach = { .at = { true } };
	const struct selector_part *part;

	if (length > HOST_MAX)
		return false;
	/* Most selectors are for others, and differ in their first letters. */
	for (size_t i = 0; i < selector->parts.count; i++) {
		if (selector->parts.at[i].type != PART_LETTER)
			break;
		if (i >= length || selector->parts.at[i].letter != host[i])
			return false;
	}
	vec_each (part, &selector->parts)
		reach = step(part, &reach, host, length);
	return reach.at[length];
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
