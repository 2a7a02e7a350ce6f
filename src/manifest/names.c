#include "manifest/names.h"

#include "base/arena.h"
#include "base/str.h"
#include "manifest/field.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define DIGITS "0123456789"
#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HEX DIGITS "abcdefABCDEF"
#define ISCSI_NAME_MAX 223
#define FILE_NAME_LENGTH_MAX 255
#define LVM_NAME_MAX 127
#define LVM_PAIR_MAX 124 /* vg_validate() adds 3 and refuses 128 */
#define DM_NAME_MAX 127

/* What LVM keeps for its hidden volumes (lib/misc/lvm-string.c). */
#define RESERVED_PREFIXES "pvmove|snapshot"
#define RESERVED_PARTS                                                                          \
	"_cdata|_cmeta|_corig|_cpool|_cvol|_wcorig|_mimage|_mlog|_rimage|_rmeta|_tdata|_tmeta|" \
	"_vdata|_imeta|_iorig|_pmspare|_vorigin"

#define ANY_CASE_TYPE "[iI][qQ][nN]|[eE][uU][iI]|[nN][aA][aA]"
#define LVM_PATTERN "(?!-)(?!\\.{1,2}$)[a-zA-Z0-9+_.-]+"

const struct text_rule name_target_rule = {
	"[iI][qQ][nN]\\.[0-9]{4}-(0[1-9]|1[0-2])\\.[a-zA-Z0-9_-]+(\\.[a-zA-Z0-9_-]+)*"
	"(:[a-zA-Z0-9.:_-]*)?"
	"|eui\\.[0-9a-fA-F]{16}|naa\\.([0-9a-fA-F]{16}){1,2}",
	ISCSI_NAME_MAX,
};
const struct text_rule name_target_glob_rule = {
	"(?=[a-zA-Z0-9.:_*?-]+$)"
	"((" ANY_CASE_TYPE ")(\\..*)?|(" ANY_CASE_TYPE "|[iI][qQ]?|[eE][uU]?|[nN][aA]?|)([*?].*)?)",
	ISCSI_NAME_MAX,
};
const struct text_rule name_vg_rule = { LVM_PATTERN, LVM_NAME_MAX };
const struct text_rule name_lv_rule = {
	"(?!" RESERVED_PREFIXES ")(?!.*(" RESERVED_PARTS "))" LVM_PATTERN,
	LVM_NAME_MAX,
};
const struct text_rule name_uuid_rule = {
	"[a-zA-Z0-9]{6}-([a-zA-Z0-9]{4}-){5}[a-zA-Z0-9]{6}",
	0,
};

/* A portal. That an IPv6 address carries no IPv4 one is not said here. */
#define OCTET "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
#define LABEL "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
#define NAME "(?=[^:,]{1,253}([:,]|$))(" LABEL "\\.)*(?![0-9]+([:,]|$))" LABEL
#define GROUP "[0-9a-fA-F]{1,4}"
#define GROUPS "(" GROUP "(:" GROUP ")*)?"
#define IPV6 "(" GROUP "(:" GROUP "){7}|(?!(:*" GROUP "\\b){8})" GROUPS "::" GROUPS ")"
#define TO_65535 \
	"([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"

const struct text_rule name_portal_rule = {
	"(" OCTET "(\\." OCTET "){3}|" NAME "|\\[" IPV6 "(%[a-zA-Z0-9_-]{1,15})?\\])"
	"(:" TO_65535 ")?(,(0|" TO_65535 "))?",
	0,
};

static const char *accept(const char *text, struct reading *ret_reading)
{
	ret_reading->text = text;
	return NULL;
}

/* "YYYY-MM." */
static bool is_date(const char *text)
{
	int month;

	if (strspn(text, DIGITS) != 4 || text[4] != '-' || strspn(text + 5, DIGITS) != 2 ||
	    text[7] != '.')
		return false;
	month = (text[5] - '0') * 10 + text[6] - '0';
	return month >= 1 && month <= 12;
}

static const char *check_iqn(const char *name)
{
	const char *domain = name + strlen("iqn.YYYY-MM."), *end;

	if (!is_date(name + strlen("iqn.")))
		return "behind 'iqn.' comes a year and a month, as in iqn.1992-08.com.example:disk";
	if (name[strspn(name, LOWER UPPER DIGITS "-.:_")])
		return "only letters, digits, '-', '.' and ':' may stand in it";
	end = domain + strcspn(domain, ":");
	for (const char *label = domain; label <= end; label += strcspn(label, ".:") + 1)
		if (label == end || *label == '.')
			return "behind the date comes a domain name backwards, as in "
			       "iqn.1992-08.com.example:disk";
	return NULL;
}

static const char *check_hex(const char *digits, size_t length, size_t other, const char *fault)
{
	size_t count = strlen(digits);

	if ((count != length && count != other) || strspn(digits, HEX) != count)
		return fault;
	return NULL;
}

static const char *check_target(const char *name)
{
	if (strlen(name) > ISCSI_NAME_MAX)
		return "it has more than 223 bytes, the most that iSCSI allows";
	if (strncasecmp(name, "iqn.", 4) == 0)
		return check_iqn(name);
	if (str_starts(name, "eui."))
		return check_hex(name + 4, 16, 16, "behind 'eui.' come 16 hexadecimal digits");
	if (str_starts(name, "naa."))
		return check_hex(name + 4, 16, 32,
				 "behind 'naa.' come 16 or 32 hexadecimal digits");
	return "its name must begin with 'iqn.', 'eui.' or 'naa.', as in "
	       "iqn.1992-08.com.example:disk";
}

const char *name_read_target_ref(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *fault = check_target(text);

	(void)arena;
	return fault ? fault : accept(text, ret_reading);
}

const char *name_read_target(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *fault = name_read_target_ref(arena, text, ret_reading);

	if (!fault && strncasecmp(text, "iqn.", 4) == 0 && text[strcspn(text, UPPER "_")])
		ret_reading->warning =
			"upper case and '_' do not belong in an iSCSI name; it is used "
			"exactly as it is written here";
	return fault;
}

/* Can what stands before the first glob be the beginning of a name? */
static bool may_begin_name(const char *text)
{
	static const char *const types[] = { "iqn.", "eui.", "naa." };
	size_t length = strcspn(text, "*?");

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strncasecmp(text, types[i], length < 4 ? length : 4) == 0)
			return true;
	return false;
}

const char *name_read_target_glob(struct arena *arena, const char *text,
				  struct reading *ret_reading)
{
	(void)arena;
	if (!*text)
		return "it is empty; '*' stands for every target";
	if (text[strspn(text, LOWER UPPER DIGITS "-.:_*?")])
		return "only letters, digits, '-', '.', ':' and the globs '*' and '?' may stand in it";
	if (strlen(text) > ISCSI_NAME_MAX)
		return "it has more than 223 bytes, the most that iSCSI allows for a name";
	if (!may_begin_name(text))
		return "no target has such a name; names begin with 'iqn.', 'eui.' or 'naa.'";
	return accept(text, ret_reading);
}

static const char *check_lvm(const char *name)
{
	if (!*name)
		return "the name is empty";
	if (name[strspn(name, LOWER UPPER DIGITS "+_.-")])
		return "only letters, digits, '+', '_', '.' and '-' may stand in it";
	if (name[0] == '-')
		return "it must not begin with '-'";
	if (str_equal(name, ".") || str_equal(name, ".."))
		return "'.' and '..' are names of directories";
	if (strlen(name) > LVM_NAME_MAX)
		return "it has more than 127 characters, the most that LVM allows";
	return NULL;
}

const char *name_read_vg(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *fault = check_lvm(text);

	(void)arena;
	return fault ? fault : accept(text, ret_reading);
}

/* The one of "a|b|c" that text begins with; NULL if it does with none. */
static const char *find_word(const char *text, const char *words, size_t *ret_length)
{
	for (size_t length; *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		if (strncmp(text, words, length) == 0)
			return *ret_length = length, words;
	}
	return NULL;
}

static const char *check_reserved(struct arena *arena, const char *name)
{
	size_t length;
	const char *word = find_word(name, RESERVED_PREFIXES, &length);

	if (word)
		return arena_printf(arena, "LVM reserves names that begin with '%.*s'", (int)length,
				    word);
	/* All of them begin with '_'. */
	for (const char *at = strchr(name, '_'); at; at = strchr(at + 1, '_'))
		if ((word = find_word(at, RESERVED_PARTS, &length)))
			return arena_printf(arena, "LVM reserves names with '%.*s' in them",
					    (int)length, word);
	return NULL;
}

const char *name_read_lv(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *fault = check_lvm(text);

	if (!fault)
		fault = check_reserved(arena, text);
	return fault ? fault : accept(text, ret_reading);
}

const char *name_read_uuid(struct arena *arena, const char *text, struct reading *ret_reading)
{
	static const unsigned char groups[] = { 6, 4, 4, 4, 4, 4, 6 };
	const char *at = text;

	(void)arena;
	for (size_t i = 0; i < sizeof(groups); i++) {
		char end = i + 1 < sizeof(groups) ? '-' : '\0';

		if (strspn(at, LOWER UPPER DIGITS) != groups[i] || at[groups[i]] != end)
			return "`vgs -o vg_uuid` prints one as groups of 6-4-4-4-4-4-6 letters and "
			       "digits";
		at += groups[i] + 1;
	}
	return accept(text, ret_reading);
}

const char *name_read_portal(struct arena *arena, const char *text, struct reading *ret_reading)
{
	struct portal portal;
	const char *fault = portal_parse(arena, text, &portal);

	if (fault)
		return fault;
	ret_reading->identity = portal_text(arena, &portal);
	ret_reading->text = portal_text_tagged(arena, &portal);
	return NULL;
}

/* The length in a device-mapper name, where each '-' is doubled. */
static size_t doubled_length(const char *name)
{
	size_t length = 0;

	for (; *name; name++)
		length += *name == '-' ? 2 : 1;
	return length;
}

const char *name_check_pair(const char *vg, const char *lv)
{
	if (strlen(vg) + strlen(lv) > LVM_PAIR_MAX)
		return "the names of volume group and volume have together more than 124 characters, "
		       "the most that LVM allows";
	if (doubled_length(vg) + 1 + doubled_length(lv) > DM_NAME_MAX)
		return "the device-mapper name of the volume, in which each '-' counts twice, has more "
		       "than 127 characters, so it could not be activated";
	return NULL;
}

const char *name_check_record(struct arena *arena, const char *target, const struct portal *portal,
			      const char *iface)
{
	const char *link = arena_printf(arena, "%s,%s,%d,%d,%s", target, portal->host, portal->port,
					portal->tpgt, iface);

	if (str_equal(iface, DEFAULT_IFACE) && portal_lacks_zone(portal))
		return arena_printf(arena,
				    "nothing can connect to a link-local address without the "
				    "network interface that it is on; write that behind it, such "
				    "as [%s%%eth0]:%d",
				    portal->host, portal->port);
	if (strlen(link) <= FILE_NAME_LENGTH_MAX)
		return NULL;
	return arena_printf(arena,
			    "its name in iscsiadm's database, with address, port, group tag and "
			    "interface, has %zu bytes and may have 255",
			    strlen(link));
}
