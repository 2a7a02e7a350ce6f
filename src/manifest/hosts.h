/*
 * Host selectors: "xen01", "xen[01-15]", "*.example.net", "db?". [N-M] is always a range of
 * decimal numbers with at least the width of N; '*' and '?' are the only globs and match dots
 * too. A selector without a dot looks at the first label of a host name only. Everything is
 * lower case.
 */
#ifndef MANIFEST_HOSTS_H
#define MANIFEST_HOSTS_H

#include "base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct reading;
struct text_rule;

/* That the ranges of one selector may stand for, those of one list, and that may be named in all.
 */
#define SELECTOR_HOSTS_MAX 10000

enum selector_part_type { PART_LETTER, PART_ANY, PART_STAR, PART_RANGE };

struct selector_part {
	enum selector_part_type type;
	char letter;
	unsigned char width; /* of a range: digits at least */
	uint32_t first, last;
};

struct selector {
	const char *text; /* lower case */
	VEC(struct selector_part) parts;
	uint32_t hosts; /* that its ranges stand for */
	bool has_glob, has_dot;
};

struct selectors {
	VEC(struct selector) list;
};

struct host_list {
	VEC(const char *) list;
};

/* NULL, or a sentence that says what is wrong. */
const char *selector_parse(struct arena *arena, const char *text, struct selector *ret_selector);
/* The same for field tables (field.h), and for a schema. */
const char *selector_read(struct arena *arena, const char *text, struct reading *ret_reading);
extern const struct text_rule selector_rule;
/* The same without globs: hosts by name. */
const char *selector_read_name(struct arena *arena, const char *text, struct reading *ret_reading);
extern const struct text_rule selector_name_rule;
bool selector_matches(const struct selector *selector, const char *host);
/* Adds every name the ranges stand for; a glob is filled in with one name that it matches. */
void selector_expand(const struct selector *selector, struct arena *arena, struct host_list *hosts);
/* Sorted, each once. */
void host_list_tidy(struct host_list *hosts);

#endif
