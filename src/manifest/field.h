/*
 * Field tables, and the decoder they drive.
 *
 * A table says everything about a key in plain data: its name, type, flags, one line of
 * documentation, the words it may take. Decoding, merging and conflict messages walk the tables,
 * and the JSON Schema (report/schema.h) is printed from them.
 *
 * What is decoded is a struct value: located, and with `given` false where a key was left out.
 */
#ifndef MANIFEST_FIELD_H
#define MANIFEST_FIELD_H

#include "base/diag.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct node;

enum field_type {
	FIELD_NUMBER, /* an integer, minimum to maximum */
	FIELD_BOOL,   /* true or false; the value is 1 or 0, its text the word */
	FIELD_WORD,   /* one of words */
	FIELD_TEXT,   /* text that read() takes */
	FIELD_LIST,   /* any number of item */
	FIELD_MAP,    /* names that item->read_name() takes, each with an item */
	FIELD_RECORD, /* the keys in fields */
};

enum field_flags {
	FIELD_REQUIRED = 1,
	FIELD_NOT_EMPTY = 2,  /* a list: at least one item */
	FIELD_UNIQUE = 4,     /* a list: no two items with one identity */
	FIELD_ANY_SCALAR = 8, /* a text: all but null is taken for text, whatever YAML says */
	FIELD_SHORT = 16,     /* in a record: a scalar in place of the record is this key's value */
	FIELD_DEFAULT = 32,   /* a word or boolean: left out, it is `standard` */
	FIELD_NOT_ABSENT = 64, /* not beside `ensure: absent` */
};

/* What a reader made of a text. */
struct reading {
	const char *text;     /* in normal form */
	const char *identity; /* what must differ in a list; NULL: the text itself */
	const char *warning;  /* NULL: none */
};

/* Returns NULL and fills ret_reading, or a sentence that says what is wrong with the text. */
typedef const char *field_reader(struct arena *arena, const char *text,
				 struct reading *ret_reading);

/* The same for a member of a map, which has to fit its name. */
typedef const char *field_member_reader(struct arena *arena, const char *name, const char *text,
					struct reading *ret_reading);

/*
 * What a reader takes, said once more for those who cannot call it: a regular expression in what
 * ECMA 262 and Python have in common, for the whole text. It lets through whatever the reader
 * takes, and as little else as can be said in a few lines.
 */
struct text_rule {
	const char *pattern;
	unsigned int longest; /* in characters; 0: no matter */
};

struct field {
	/* The key; NULL for an item, and for a word that may stand in place of a record. */
	const char *name;
	const char *noun;    /* what it is in a message: "target", "portal" */
	const char *doc;     /* one line */
	const char *example; /* a value of it */
	enum field_type type;
	unsigned int flags;
	int64_t minimum, maximum;
	int64_t standard;	  /* FIELD_DEFAULT: the index of a word, 0 or 1 */
	const char *const *words; /* NULL-terminated; the value is an index */
	field_reader *read, *read_name;
	field_member_reader *read_named;	  /* an item of a map: in place of read */
	const struct text_rule *rule, *name_rule; /* of read and read_name */
	/* What its keys must not say together, as JSON Schema; NULL: nothing that it could say. */
	const char *together;
	const struct field *item;   /* lists and maps */
	const struct field *fields; /* records; field_count of them */
	size_t field_count;
};

struct value {
	const struct field *field;
	bool given;
	bool bad;	  /* given, but refused: say no more about it */
	bool shared;	  /* its items are another value's: merge.c has to copy them first */
	bool vague;	  /* a record with a misspelt or lost key: it may be what seems missing */
	struct place key; /* of the key or name; the value's own place in a list */
	struct place place;
	const char *name; /* in a map */
	union {
		struct {
			int64_t number;	  /* numbers, words, booleans */
			const char *text; /* texts in normal form, words, booleans */
			const char *identity;
		};
		struct {
			/* lists, maps; of a record: one per field, in that order */
			VEC(struct value) items;
			struct strmap *index; /* maps: items by name */
		};
	};
};

/*
 * Reads node as field says. Complains about everything that is wrong, once each; ret_value is
 * filled as far as possible. Its name and key are the caller's to set.
 */
void field_decode(struct arena *arena, const struct field *field, const struct node *node,
		  struct diags *diags, struct value *ret_value);

/* The value of a field of a record. */
static inline const struct value *value_at(const struct value *record, size_t field)
{
	return &record->items.at[field];
}

/* Given and accepted. */
static inline bool value_is_good(const struct value *value)
{
	return value->given && !value->bad;
}

/* The item itself, or of a record the value that its short form stands for. */
const struct value *value_core(const struct value *value);

/*
 * An item of a list as one text: its text or, without what does not tell it from others, its
 * identity; behind that of a record's short form stand its other keys: "10.5.88.21:3260 iface a".
 */
const char *value_line(struct arena *arena, const struct value *item, bool identity);

/* A member of a map; NULL if there is none. */
const struct value *value_member(const struct value *map, const char *name);

#endif
