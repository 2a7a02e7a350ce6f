#include "tool/lvm_filter.h"

#include "base/str.h"
#include "base/strbuf.h"

#include <regex.h>
#include <string.h>

#define BLANKS " \t"
#define PATTERN_MAX 1000 /* regcomp(3) recurses at every parenthesis, */
#define REPEATS_MAX 8	 /* and doubles what a '+' repeats */

/* What follows "key=" on the line that begins with it; NULL if there is none. */
static const char *find_value(const char *config, const char *key)
{
	size_t length = strlen(key);

	while (config && *config) {
		config += strspn(config, BLANKS);
		if (strncmp(config, key, length) == 0 && config[length] == '=')
			return config + length + 1;
		config = strchr(config, '\n');
		if (config)
			config++;
	}
	return NULL;
}

bool lvm_config_is_on(const char *config, const char *key)
{
	const char *value = find_value(config, key);

	return value && value[0] == '1' && !strchr("0123456789", value[1] ? value[1] : 'x');
}

const char *lvm_config_value(struct arena *arena, const char *config, const char *key)
{
	const char *value = find_value(config, key);

	return value ? arena_strndup(arena, value, strcspn(value, "\n")) : NULL;
}

/* A string in double quotes, where a backslash quotes itself and the quote; NULL if it is none. */
static const char *take_string(struct arena *arena, const char **text)
{
	const char *from = *text + 1;
	size_t length = 0;
	char *string;

	if (**text != '"')
		return NULL;
	string = arena_alloc(arena, strcspn(from, "\n") + 1);
	for (; *from != '"'; from++) {
		if (*from == '\\' && (from[1] == '"' || from[1] == '\\'))
			from++;
		if (!*from || *from == '\n')
			return NULL;
		string[length++] = *from;
	}
	*text = from + 1;
	return string;
}

static int take_list(struct arena *arena, const char *at, struct names *ret_strings)
{
	struct names strings = { 0 };
	const char *string;

	at += strspn(at, BLANKS);
	while (*at != ']') {
		string = take_string(arena, &at);
		if (!string)
			return -1;
		vec_add(arena, &strings.list, string);
		at += strspn(at, BLANKS);
		if (*at != ',' && *at != ']')
			return -1;
		at += *at == ',';
		at += strspn(at, BLANKS);
	}
	*ret_strings = strings;
	return 0;
}

int lvm_config_strings(struct arena *arena, const char *config, const char *key,
		       struct names *ret_strings)
{
	const char *value = find_value(config, key), *string;
	struct names strings = { 0 };

	if (value && *value == '[')
		return take_list(arena, value + 1, ret_strings);
	if (value) {
		string = take_string(arena, &value);
		if (!string)
			return -1;
		vec_add(arena, &strings.list, string);
	}
	*ret_strings = strings;
	return 0;
}

struct lvm_pattern {
	regex_t regex;
	bool accepts;
};

static char closing(char opening)
{
	switch (opening) {
	case '(':
		return ')';
	case '[':
		return ']';
	case '{':
		return '}';
	default:
		return opening;
	}
}

/* Between '[' and ']', what LVM and regcomp(3) take for different things. */
static bool is_odd_in_set(const char *at)
{
	return *at == '\\' || *at == '[' ||
	       (*at == ']' && (at[-1] == '[' || (at[-1] == '^' && at[-2] == '[')));
}

/*
 * One character of LVM's own syntax (libdm/regex/parse_rx.c) for regcomp(3): there '{' is a letter
 * like any other, and so is what a backslash quotes. False when it is none that could be told.
 */
static bool add_character(const char **at, struct strbuf *out)
{
	static const char special[] = "\\^$.[]()|*+?{}";
	bool quoted = **at == '\\';

	*at += quoted;
	if (quoted && (!**at || strchr("nrt", **at)))
		return false;
	if (quoted ? strchr(special, **at) != NULL : **at == '{')
		strbuf_add_char(out, '\\');
	strbuf_add_char(out, *(*at)++);
	return true;
}

/* The pattern for regcomp(3); false when it could be read in another way, or would take for ever.
 */
static bool translate(const char *pattern, struct strbuf *out)
{
	const char *at = pattern;
	bool in_set = false;
	size_t repeats = 0;

	if (strlen(pattern) > PATTERN_MAX)
		return false;
	while (*at) {
		bool opens = *at == '[', closes = *at == ']';

		if (in_set && is_odd_in_set(at))
			return false;
		repeats += !in_set && *at == '+' && at > pattern && strchr(")*+?", at[-1]);
		if (in_set)
			strbuf_add_char(out, *at++);
		else if (!add_character(&at, out))
			return false;
		in_set = in_set ? !closes : opens;
	}
	return repeats <= REPEATS_MAX;
}

/* "a|regex|": accept or reject, any delimiter (lib/filters/filter-regex.c:_extract_pattern). */
static bool compile(struct arena *arena, const char *text, struct lvm_pattern *pattern)
{
	CLEANUP(strbuf_done) struct strbuf regex = { 0 };
	size_t length = strlen(text);

	if (length < 3 || (text[0] != 'a' && text[0] != 'r') ||
	    text[length - 1] != closing(text[1]))
		return false;
	pattern->accepts = text[0] == 'a';
	if (!translate(arena_strndup(arena, text + 2, length - 3), &regex))
		return false;
	return regcomp(&pattern->regex, strbuf_text(&regex), REG_EXTENDED | REG_NOSUB) == 0;
}

int lvm_filter_add(struct arena *arena, struct lvm_filter *filter, const struct names *patterns,
		   const char **ret_reason)
{
	const char **text;

	vec_each (text, &patterns->list) {
		struct lvm_pattern pattern;

		if (!compile(arena, *text, &pattern)) {
			*ret_reason = arena_printf(arena,
						   "the filter pattern \"%s\" of LVM is "
						   "not understood",
						   *text);
			return -1;
		}
		vec_add(arena, &filter->patterns, pattern);
	}
	return 0;
}

bool lvm_filter_takes(const struct lvm_filter *filter, const struct names *names)
{
	const struct lvm_pattern *pattern;
	const char **name;
	bool rejected = false;

	vec_each (name, &names->list) {
		vec_each (pattern, &filter->patterns) {
			if (regexec(&pattern->regex, *name, 0, NULL, 0) != 0)
				continue;
			if (pattern->accepts)
				return true;
			rejected = true;
			break;
		}
	}
	return !rejected;
}

void lvm_filter_done(struct lvm_filter *filter)
{
	struct lvm_pattern *pattern;

	vec_each (pattern, &filter->patterns)
		regfree(&pattern->regex);
	filter->patterns.count = 0;
}
