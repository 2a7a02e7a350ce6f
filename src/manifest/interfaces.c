#include "manifest/interfaces.h"

#include "base/strlists.h"
#include "manifest/document.h"
#include "manifest/names.h"
#include "manifest/value_digest.h"

#include <ctype.h>
#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define HEX DIGITS "abcdefABCDEF"
#define NAME_MAX_LENGTH 64 /* ISCSI_MAX_IFACE_LEN */
#define NET_MAX_LENGTH 15  /* IFNAMSIZ */

/* Names that open-iscsi has: the default one, and those of transports (usr/transport.c), which
 * older versions have as interfaces. */
#define RESERVED "tcp|iser|bnx2i|cxgb3i|cxgb4i|be2iscsi|ocs|qedi|qla4xxx"
#define NAME_PATTERN "[a-zA-Z0-9][a-zA-Z0-9._:-]*"

const struct text_rule interface_ref_rule = { "(?!default$)" NAME_PATTERN, NAME_MAX_LENGTH };
static const struct text_rule name_rule = {
	"(?!(default|" RESERVED ")$)" NAME_PATTERN,
	NAME_MAX_LENGTH,
};
static const struct text_rule net_rule = {
	"(?!\\.{1,2}$)(?!default$)[!-.0-9;-~]+",
	NET_MAX_LENGTH,
};
static const struct text_rule hwaddress_rule = { "[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}", 0 };

/* The name of a file in ifaces/, and a word of iscsiadm's listings. */
const char *interface_read_ref(struct arena *arena, const char *text, struct reading *ret_reading)
{
	(void)arena;
	if (!*text)
		return "the name is empty";
	if (str_equal(text, DEFAULT_IFACE))
		return "it is what a portal has without 'iface'; leave the key out";
	if (strlen(text) > NAME_MAX_LENGTH)
		return "it has more than 64 characters, the most that iscsiadm takes";
	if (!strchr(DIGITS LETTERS, text[0]))
		return "it must begin with a letter or a digit";
	if (text[strspn(text, DIGITS LETTERS "._:-")])
		return "only letters, digits, '.', '_', ':' and '-' may stand in it";
	ret_reading->text = text;
	return NULL;
}

const char *interface_read_name(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *words = "|" DEFAULT_IFACE "|" RESERVED "|";

	if (!strchr(text, '|') && strstr(words, arena_printf(arena, "|%s|", text)))
		return "open-iscsi has that name itself; choose another one";
	return interface_read_ref(arena, text, ret_reading);
}

/* As the kernel has it (net/core/dev.c:dev_valid_name). */
static const char *read_net(struct arena *arena, const char *text, struct reading *ret_reading)
{
	(void)arena;
	if (!*text || strlen(text) > NET_MAX_LENGTH)
		return "the name of a network device has 1 to 15 characters";
	if (str_equal(text, ".") || str_equal(text, ".."))
		return "no network device has such a name";
	if (str_equal(text, "default"))
		return "iscsiadm shows 'default' for no device";
	for (const char *at = text; *at; at++)
		if (*at == '/' || *at == ':' || *at <= ' ' || *at > '~')
			return "no network device has such a name";
	ret_reading->text = text;
	return NULL;
}

static const char *read_hwaddress(struct arena *arena, const char *text,
				  struct reading *ret_reading)
{
	bool good = strlen(text) == strlen("00:11:22:33:44:55");
	char *lower = arena_strndup(arena, text, strlen(text));

	for (size_t i = 0; good && text[i]; i++)
		good = i % 3 == 2 ? text[i] == ':' : strchr(HEX, text[i]) != NULL;
	if (!good)
		return "a hardware address is six pairs of hexadecimal digits, such as "
		       "00:16:3e:12:34:56";
	for (char *at = lower; *at; at++)
		*at = (char)tolower((unsigned char)*at);
	ret_reading->text = lower;
	return NULL;
}

static const struct field interface_fields[INTERFACE_KEYS] = {
	[INTERFACE_KEY_ENSURE] = {
		.name = "ensure", .noun = "word", .example = "present",
		.doc = "present (default): it is there, as said here; absent: it is deleted, unless "
		       "something is bound to it",
		.type = FIELD_WORD, .words = interface_ensure_words,
		.flags = FIELD_DEFAULT, .standard = INTERFACE_PRESENT,
	},
	[INTERFACE_KEY_NET] = {
		.name = "net", .noun = "network device", .example = "eth0",
		.doc = "the network device that its sessions go out by",
		.type = FIELD_TEXT, .flags = FIELD_ANY_SCALAR | FIELD_NOT_ABSENT, .read = read_net,
		.rule = &net_rule,
	},
	[INTERFACE_KEY_HWADDRESS] = {
		.name = "hwaddress", .noun = "hardware address", .example = "00:16:3e:12:34:56",
		.doc = "in place of net: the device that has this address",
		.type = FIELD_TEXT, .flags = FIELD_NOT_ABSENT, .read = read_hwaddress,
		.rule = &hwaddress_rule,
	},
	[INTERFACE_KEY_INITIATOR] = {
		.name = "initiator", .noun = "initiator name",
		.example = "iqn.1993-08.org.debian:01:xen01-b",
		.doc = "the name its sessions have, in place of the host's",
		.type = FIELD_TEXT, .flags = FIELD_NOT_ABSENT, .read = name_read_target,
		.rule = &name_target_rule,
	},
};

const struct field interface_item = {
	.noun = "interface",
	.example = "{net: eth0}",
	.doc = "an interface of open-iscsi, by its name",
	.type = FIELD_RECORD,
	.read_name = interface_read_name,
	.name_rule = &name_rule,
	.together = "{\"not\": {\"required\": [\"net\", \"hwaddress\"]}}",
	.fields = interface_fields,
	.field_count = INTERFACE_KEYS,
};

void interface_check(const struct value *interface, struct diags *diags)
{
	const struct value *ensure = value_at(interface, INTERFACE_KEY_ENSURE);
	const struct value *net = value_at(interface, INTERFACE_KEY_NET);
	const struct value *hwaddress = value_at(interface, INTERFACE_KEY_HWADDRESS);

	if (net->given && hwaddress->given)
		diag_conflict(
			diags, &hwaddress->key, &net->key, "the device is named here",
			"interface '%s' has both 'net' and 'hwaddress', and iscsiadm binds by "
			"one of them; keep one",
			interface->name);
	for (size_t key = INTERFACE_KEY_NET; key < INTERFACE_KEYS; key++) {
		const struct value *value = value_at(interface, key);

		if (value->field->flags & FIELD_NOT_ABSENT && value->given &&
		    value_is_good(ensure) && ensure->number == INTERFACE_ABSENT)
			diag_conflict(diags, &value->key, &ensure->place, "declared absent here",
				      "interface '%s' is declared absent, so '%s' cannot be given",
				      interface->name, value->field->name);
	}
}

static void check_binding(const struct value *target, const struct value *iface,
			  const struct value *interfaces, struct diags *diags)
{
	const struct value *interface = value_member(interfaces, iface->text), *ensure;

	if (!interface || interface->bad)
		return; /* it may be there already */
	ensure = value_at(interface, INTERFACE_KEY_ENSURE);
	if (value_is_good(ensure) && ensure->number == INTERFACE_ABSENT)
		diag_conflict(diags, &iface->place, &ensure->place, "declared absent here",
			      "a portal of target '%s' is bound to interface '%s', which is "
			      "declared absent",
			      target->name, iface->text);
}

static void index_portals(struct arena *arena, const struct value *portals, struct strlists *same)
{
	for (size_t i = 0; i < portals->items.count; i++) {
		const struct value *address = value_core(&portals->items.at[i]);

		if (value_is_good(address) && address->identity)
			strlists_add(arena, same, address->identity, i);
	}
}

/* Another entry about the same portal; NULL: none. */
static const struct value *other_binding(const struct value *portals, const struct strlists *same,
					 const struct value *address)
{
	const struct indices *all = strlists_at(same, address->identity);

	for (size_t i = 0; i < all->list.count && i < 2; i++) {
		const struct value *other = value_core(&portals->items.at[all->list.at[i]]);

		if (other != address)
			return other;
	}
	return NULL;
}

void interface_check_bindings(struct arena *arena, const struct value *target,
			      const struct value *interfaces, bool kept, struct diags *diags)
{
	const struct value *portals = value_at(target, TARGET_KEY_PORTALS), *item;
	struct strlists same = { 0 };

	if (!portals->bad)
		index_portals(arena, portals, &same);
	vec_each (item, &portals->items) {
		const struct value *address = value_core(item), *iface, *other;
		struct portal portal;

		if (!value_is_good(address) || item->bad || portals->bad || !kept)
			continue;
		iface = value_at(item, PORTAL_KEY_IFACE);
		if (value_is_good(iface))
			check_binding(target, iface, interfaces, diags);
		other = other_binding(portals, &same, address);
		if (other && !portal_parse(arena, address->text, &portal) &&
		    portal.tpgt == TPGT_NONE)
			diag_conflict(
				diags, &address->place, &other->place, "the other one stands here",
				"the portal '%s' of target '%s' is listed for several "
				"interfaces, and without its group tag iscsiadm keeps only one "
				"record of it; write the tag behind it, such as '%s,1'",
				address->text, target->name, address->text);
	}
}

struct interface_wish interface_wish_of(const struct value *interface)
{
	return (struct interface_wish){
		.name = interface->name,
		.place = interface->key,
		.digest = value_digest(interface),
		.ensure = (enum interface_ensure)value_at(interface, INTERFACE_KEY_ENSURE)->number,
		.net = value_at(interface, INTERFACE_KEY_NET)->text,
		.hwaddress = value_at(interface, INTERFACE_KEY_HWADDRESS)->text,
		.initiator = value_at(interface, INTERFACE_KEY_INITIATOR)->text,
	};
}
