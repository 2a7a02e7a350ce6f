/*
 * The keys of a report in JSON, in their order: report_json() writes by these tables, and the
 * schemas of plan and report are printed from them. A new key is a row, and its value at the same
 * place in json.c.
 */
#ifndef REPORT_JSON_KEYS_H
#define REPORT_JSON_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum key_type {
	KEY_TEXT,
	KEY_MAYBE_TEXT, /* or null */
	KEY_BOOL,
	KEY_NUMBER, /* 0 or more, without a fraction */
	KEY_SECONDS,
	KEY_TIME, /* "2026-11-27T09:00:00Z" */
	KEY_TEXTS,
	KEY_NUMBERS,
	KEY_TEXT_MAP, /* an object of texts */
	KEY_OBJECTS,  /* a list of objects of these keys */
};

struct json_key {
	const char *name;
	enum key_type type;
	bool optional;
	const char *doc;	  /* one line */
	const char *const *words; /* a text: one of these, word_count of them; NULL: any */
	size_t word_count;
	const struct json_key *keys; /* of the objects; key_count of them */
	size_t key_count;
};

/* The whole report: its keys. */
extern const struct json_key report_keys;

#endif
