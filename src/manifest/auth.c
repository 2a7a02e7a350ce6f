#include "manifest/auth.h"

#include "base/str.h"
#include "manifest/document.h"
#include "manifest/names.h"

#include <string.h>

#define FILE_EXAMPLE "/etc/converge/netapp.chap"

static const char *const none_words[] = { "none", NULL };

static const struct text_rule user_rule = {
	"(?! )(?!.* $)(?!<empty>$)[^\\x00-\\x1f\\x7f]+",
	255,
};
static const struct text_rule file_rule = { "/[^\\x00-\\x1f\\x7f]*[^/\\x00-\\x1f\\x7f]", 0 };
static const struct text_rule credential_rule = { "(?!\\.)[^/\\x00-\\x1f\\x7f]+", 255 };

/* Those of open-iscsi, as the records have them (usr/idbm.c of 2.1.8); each is named once. */
#define ALG "(MD5|SHA1|SHA256|SHA3-256)"
#define ALG_COUNT 4
static const struct text_rule algs_rule = { ALG "(," ALG "){0,3}", 0 };

static bool has_control(const char *text)
{
	for (; *text; text++)
		if (char_is_control(*text))
			return true;
	return false;
}

/* What a node record holds, and iscsiadm gives back as it was (FACTS about its record files). */
const char *auth_user_fault(const char *text)
{
	size_t length = strlen(text);

	if (!length)
		return "it is empty";
	if (has_control(text))
		return "line ends, tabs and other control characters would damage the node record";
	if (text[0] == ' ' || text[length - 1] == ' ')
		return "iscsiadm drops blanks at the beginning and the end of a value";
	if (length > 255)
		return "it has more than 255 bytes, the most that a node record holds";
	if (str_equal(text, "<empty>"))
		return "iscsiadm shows '<empty>' for no value";
	return NULL;
}

static const char *read_user(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *fault = auth_user_fault(text);

	(void)arena;
	if (!fault)
		ret_reading->text = text;
	return fault;
}

static const char *read_file(struct arena *arena, const char *text, struct reading *ret_reading)
{
	(void)arena;
	if (*text != '/')
		return "the path of a file must begin with '/': the secret itself never stands in "
		       "a manifest";
	if (has_control(text) || text[strlen(text) - 1] == '/')
		return "it is not the path of a file";
	ret_reading->text = text;
	return NULL;
}

static const char *read_credential(struct arena *arena, const char *text,
				   struct reading *ret_reading)
{
	(void)arena;
	if (!*text || *text == '.' || strchr(text, '/') || has_control(text) || strlen(text) > 255)
		return "it is the name of one of systemd's credentials, as in LoadCredential=NAME:…";
	ret_reading->text = text;
	return NULL;
}

/* Which of the algorithms the first `length` bytes are; ALG_COUNT: none. */
static size_t alg_of(const char *text, size_t length)
{
	static const char *const names[ALG_COUNT] = { "MD5", "SHA1", "SHA256", "SHA3-256" };
	size_t i;

	for (i = 0; i < ALG_COUNT; i++)
		if (strlen(names[i]) == length && strncmp(names[i], text, length) == 0)
			break;
	return i;
}

/* iscsiadm ignores what it does not know, and then uses MD5. */
static const char *read_algs(struct arena *arena, const char *text, struct reading *ret_reading)
{
	bool seen[ALG_COUNT] = { false };
	const char *at = text;

	(void)arena;
	for (;;) {
		size_t length = strcspn(at, ","), alg = alg_of(at, length);

		if (alg == ALG_COUNT)
			return "it must be MD5, SHA1, SHA256, SHA3-256, or several of them, the "
			       "preferred one first, with commas and no blanks between them";
		if (seen[alg])
			return "it names an algorithm twice";
		seen[alg] = true;
		if (!at[length])
			break;
		at += length + 1;
	}
	ret_reading->text = text;
	return NULL;
}

/* The keys that both ways have. */
#define USER_FIELD(whose)                                                         \
	{                                                                         \
		.name = "user", .noun = "user", .example = "xen01", .doc = whose, \
		.type = FIELD_TEXT, .read = read_user, .rule = &user_rule,        \
	}
#define FILE_FIELD                                                                                 \
	{                                                                                          \
		.name = "password_file", .noun = "secret file", .example = FILE_EXAMPLE,           \
		.doc = "the file with the secret; of root, mode 0600 or 0400", .type = FIELD_TEXT, \
		.read = read_file, .rule = &file_rule,                                             \
	}
#define CREDENTIAL_FIELD                                                                  \
	{                                                                                 \
		.name = "password_credential", .noun = "credential", .example = "netapp", \
		.doc = "in place of password_file: a file of $CREDENTIALS_DIRECTORY",     \
		.type = FIELD_TEXT, .read = read_credential, .rule = &credential_rule,    \
	}

static const struct field mutual_fields[] = {
	[AUTH_KEY_NONE] = { 0 }, /* so that both have their keys at one place */
	[AUTH_KEY_USER] = USER_FIELD("who the target must say it is"),
	[AUTH_KEY_FILE] = FILE_FIELD,
	[AUTH_KEY_CREDENTIAL] = CREDENTIAL_FIELD,
};

const struct field auth_fields[AUTH_KEYS] = {
	[AUTH_KEY_NONE] = {
		.noun = "word", .example = "none",
		.doc = "no authentication: what the records have of it is cleared",
		.type = FIELD_WORD, .flags = FIELD_SHORT, .words = none_words,
	},
	[AUTH_KEY_USER] = USER_FIELD("who this host says it is (CHAP)"),
	[AUTH_KEY_FILE] = FILE_FIELD,
	[AUTH_KEY_CREDENTIAL] = CREDENTIAL_FIELD,
	[AUTH_KEY_MUTUAL] = {
		.name = "mutual", .noun = "set of credentials",
		.example = "{user: netapp, password_file: " FILE_EXAMPLE "}",
		.doc = "the target must prove who it is, too",
		.type = FIELD_RECORD, .fields = mutual_fields,
		.field_count = sizeof(mutual_fields) / sizeof(mutual_fields[0]),
		.together = AUTH_TOGETHER,
	},
	[AUTH_KEY_ALGS] = {
		.name = "chap_algs", .noun = "list of algorithms", .example = "SHA3-256,SHA256",
		.doc = "the algorithms of CHAP that this host offers, the preferred one first; "
		       "default: left alone",
		.type = FIELD_TEXT, .read = read_algs, .rule = &algs_rule,
	},
};

/* One way: who, and just one place where the secret is. label: "'auth' of target 'iqn…'". */
static void check_way(const struct value *way, const char *label, const char *target, bool whole,
		      struct diags *diags)
{
	const struct value *file = value_at(way, AUTH_KEY_FILE);
	const struct value *credential = value_at(way, AUTH_KEY_CREDENTIAL);

	if (file->given && credential->given)
		diag_conflict(diags, &credential->key, &file->key, "the file is named here",
			      "'%s' of target '%s' has both 'password_file' and "
			      "'password_credential'; keep one of them",
			      label, target);
	if (!whole || way->vague)
		return;
	if (!value_at(way, AUTH_KEY_USER)->given)
		diag_error(diags, &way->key, "'%s' of target '%s' has no 'user'", label, target);
	if (!file->given && !credential->given)
		diag_error(diags, &way->key,
			   "'%s' of target '%s' does not say where the secret is; name its file, "
			   "such as 'password_file: " FILE_EXAMPLE "'",
			   label, target);
}

static const struct value *first_beside_none(const struct value *auth)
{
	for (size_t key = AUTH_KEY_NONE + 1; key < AUTH_KEYS; key++)
		if (value_at(auth, key)->given)
			return value_at(auth, key);
	return NULL;
}

/* RFC 7143, section 9.2.1: whoever has one would have the other, and could answer for the target.
 */
static void check_twins(const struct value *auth, const struct value *mutual, const char *target,
			struct diags *diags)
{
	for (size_t key = AUTH_KEY_FILE; key <= AUTH_KEY_CREDENTIAL; key++) {
		const struct value *own = value_at(auth, key), *other = value_at(mutual, key);

		if (value_is_good(own) && value_is_good(other) && str_equal(own->text, other->text))
			diag_conflict(diags, &other->place, &own->place, "it stands here already",
				      "'auth' of target '%s' has one secret for both ways; the "
				      "target needs one of its own",
				      target);
	}
}

void auth_check(const struct value *target, bool whole, struct diags *diags)
{
	const struct value *auth = value_at(target, TARGET_KEY_AUTH), *other, *mutual;

	if (!value_is_good(auth))
		return;
	if (value_at(auth, AUTH_KEY_NONE)->given) {
		other = first_beside_none(auth);
		if (other)
			diag_conflict(diags, &other->key, &value_at(auth, AUTH_KEY_NONE)->place,
				      "no authentication is wanted here",
				      "'auth' of target '%s' cannot be 'none' and have '%s'",
				      target->name, other->field->name);
		return;
	}
	check_way(auth, "auth", target->name, whole, diags);
	mutual = value_at(auth, AUTH_KEY_MUTUAL);
	if (!value_is_good(mutual))
		return;
	check_way(mutual, "mutual", target->name, whole, diags);
	check_twins(auth, mutual, target->name, diags);
}

static struct credentials credentials_of(const struct value *way)
{
	const struct value *user = value_at(way, AUTH_KEY_USER);
	const struct value *file = value_at(way, AUTH_KEY_FILE);
	const struct value *credential = value_at(way, AUTH_KEY_CREDENTIAL);

	return (struct credentials){
		.user = user->text,
		.user_place = user->place,
		.secret = { file->text, credential->text,
			    file->given ? file->place : credential->place },
	};
}

struct auth_wish auth_wish_of(const struct value *auth)
{
	struct auth_wish wish = { .ensure = AUTH_LEFT_ALONE };
	const struct value *mutual;

	if (!auth->given)
		return wish;
	wish.place = auth->key;
	if (value_at(auth, AUTH_KEY_NONE)->given) {
		wish.ensure = AUTH_NONE;
		return wish;
	}
	wish.ensure = AUTH_CHAP;
	wish.own = credentials_of(auth);
	wish.algs = value_at(auth, AUTH_KEY_ALGS)->text;
	wish.algs_place = value_at(auth, AUTH_KEY_ALGS)->place;
	mutual = value_at(auth, AUTH_KEY_MUTUAL);
	if (mutual->given)
		wish.mutual = credentials_of(mutual);
	return wish;
}
