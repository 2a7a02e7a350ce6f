#include "tool/discovery.h"

#include "manifest/field.h"
#include "manifest/names.h"
#include "manifest/text.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid_conf.h"
#include "tool/secret.h"
#include "tool/secret_name.h"

#include <stdlib.h>
#include <string.h>

/* A portal that drops packets costs iscsiadm 96 s (6 attempts); after one minute it is known
 * enough. */
#define SECONDS 60
#define LINE_END "; " /* in answer->err */
#define AUTH "discovery.sendtargets.auth."

void discovery_ask(struct discovery *discovery, const struct portal *portal)
{
	const struct asked *asked;

	vec_each (asked, &discovery->asked)
		if (portal_equal(&asked->portal, portal))
			return;
	vec_push(discovery->arena, &discovery->asked)->portal = *portal;
}

struct command discovery_command(struct arena *arena, const struct tools *tools,
				 const struct portal *portal)
{
	const char *const words[] = { "-m",	     "discovery",    "-t",
				      "sendtargets", "-p",	     portal_text(arena, portal),
				      "-o",	     "nonpersistent" };
	struct command command = tools_command(arena, tools, NULL);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		command_add(arena, &command, words[i]);
	command.seconds = SECONDS;
	return command;
}

/* ---- its credentials ---- */

static bool is_credential(const void *context, const char *name)
{
	static const char *const names[] = { "authmethod", "username", "password", "username_in",
					     "password_in" };

	(void)context;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_starts(name, AUTH) && str_equal(name + strlen(AUTH), names[i]))
			return true;
	return false;
}

/* One secret for both ways would let whoever has it answer for the portal (RFC 7143, 9.2.1). */
static const char *read_secrets(const struct discovery *discovery, const struct tools *tools,
				struct secret *ret_own, struct secret *ret_mutual)
{
	struct arena *arena = discovery->arena;
	const char *fault = secret_get(arena, tools, &discovery->own.secret, ret_own);

	if (fault || !discovery->mutual.user)
		return fault;
	fault = secret_get(arena, tools, &discovery->mutual.secret, ret_mutual);
	if (!fault && str_equal(ret_own->text, ret_mutual->text))
		fault = arena_printf(arena,
				     "the secrets of %s and %s are the same; the portal needs one "
				     "of its own",
				     secret_name(arena, &discovery->own.secret),
				     secret_name(arena, &discovery->mutual.secret));
	return fault;
}

int discovery_config(const struct discovery *discovery, const struct tools *tools,
		     struct strbuf *ret_text, const char **ret_reason)
{
	CLEANUP(secret_wipe) struct secret own = { 0 };
	CLEANUP(secret_wipe) struct secret mutual = { 0 };
	const char *fault = read_secrets(discovery, tools, &own, &mutual);

	if (fault) {
		*ret_reason = fault;
		return -1;
	}
	if (iscsid_conf_copy(tools, is_credential, NULL, discovery->arena, ret_text, ret_reason) <
	    0)
		return -1;
	iscsid_conf_add(ret_text, AUTH "authmethod", "CHAP");
	iscsid_conf_add(ret_text, AUTH "username", discovery->own.user);
	iscsid_conf_add(ret_text, AUTH "password", own.text);
	if (!discovery->mutual.user)
		return 0;
	iscsid_conf_add(ret_text, AUTH "username_in", discovery->mutual.user);
	iscsid_conf_add(ret_text, AUTH "password_in", mutual.text);
	return 0;
}

/* ---- what it prints: "ADDRESS:PORT,TAG TARGET" ---- */

/* A host name without a dot stands in brackets too, as if it were IPv6. */
static char *without_brackets(char *address)
{
	char *end = strchr(address, ']');

	if (address[0] != '[' || !end || memchr(address, ':', (size_t)(end - address)))
		return address;
	memmove(end, end + 1, strlen(end + 1) + 1);
	return address + 1;
}

/* A tag that the portal has not told is printed as -1 where a discovery is listed, and by %u where
 * records are (2.1.8). */
static void drop_unknown_tag(char *address)
{
	static const char *const unknown[] = { ",-1", ",4294967295" };

	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++)
		if (str_ends(address, unknown[i]))
			address[strlen(address) - strlen(unknown[i])] = '\0';
}

/*
 * A target does not know which interface of ours it is behind, so a link-local address comes
 * without its zone. That of the portal it was asked at is the right one: they are on one link.
 */
static void add_zone(struct arena *arena, const struct portal *asked, struct portal *portal)
{
	const char *zone = strchr(asked->host, '%');

	if (zone && portal_lacks_zone(portal))
		portal->host = arena_printf(arena, "%s%s", portal->host, zone);
}

static const char *read_address(struct arena *arena, char *address, const struct portal *asked,
				struct portal *ret_portal)
{
	const char *fault;

	drop_unknown_tag(address);
	fault = portal_parse(arena, without_brackets(address), ret_portal);
	if (!fault)
		add_zone(arena, asked, ret_portal);
	return fault;
}

/* What no manifest can say, in words; NULL when it can. */
static const char *fault_of(struct arena *arena, const struct finding *finding)
{
	struct reading reading = { 0 };
	const char *fault = name_read_target_ref(arena, finding->target, &reading);

	return fault ? fault
		     : name_check_record(arena, finding->target, &finding->portal, DEFAULT_IFACE);
}

/* -1 when the line is no portal of a target at all. */
static int take_line(struct discovery *discovery, struct asked *asked, char *line)
{
	struct arena *arena = discovery->arena;
	const char *shown = text_shown(arena, line), *fault;
	struct finding finding = { 0 };
	char *blank = strchr(line, ' ');

	if (!blank || blank == line || !blank[1])
		return -1;
	*blank = '\0';
	finding.target = blank + 1;
	fault = read_address(arena, line, &asked->portal, &finding.portal);
	if (!fault)
		fault = fault_of(arena, &finding);
	if (fault)
		vec_add(arena, &discovery->unusable,
			arena_printf(arena, "%s tells of '%s', which no manifest can say: %s",
				     portal_text(arena, &asked->portal), shown, fault));
	else
		vec_add(arena, &discovery->found, finding);
	asked->told++;
	return 0;
}

static void take_text(struct discovery *discovery, struct asked *asked, char *text)
{
	char *line;

	while ((line = strsep(&text, "\n")))
		if (*line && take_line(discovery, asked, line) < 0 && !asked->trouble)
			asked->trouble = arena_printf(discovery->arena,
						      "iscsiadm printed '%s', which is no target",
						      text_shown(discovery->arena, line));
}

/* ---- how it ends ---- */

/* In a discovery some codes say more, or less, than elsewhere (usr/discovery.c of 2.1.8). */
static const char *exit_text(int code)
{
	switch (code) {
	case 4:
		return "its name cannot be resolved, or the connection broke";
	case 11:
		return "no connection: refused, unreachable, or nobody answered";
	case ISCSIADM_NOT_ACCEPTED:
		return "it refused the login, or never answered it";
	case ISCSIADM_NOT_AUTHORIZED:
		return "it wants other credentials";
	case ISCSIADM_NO_OBJECTS:
		return "nothing was told";
	default:
		return iscsiadm_exit_text(code);
	}
}

/*
 * "No portals found" is one line. Where interfaces are declared, or -I is given, some failures end
 * with the same code, and only what it says above that line tells of them (2.1.8).
 */
static bool has_none(const struct answer *answer)
{
	return answer->code == ISCSIADM_NO_OBJECTS && !strstr(answer->err, LINE_END);
}

/* ", or it cannot prove …"; a portal that does not know us in the other direction says so by 24 as
 * well. */
static const char *doubt(const struct discovery *discovery)
{
	const struct credentials *mutual = &discovery->mutual;

	if (!mutual->user)
		return ", or those of the portal are";
	return arena_printf(discovery->arena,
			    ", or it cannot prove to be user '%s' with the secret of %s",
			    mutual->user, secret_name(discovery->arena, &mutual->secret));
}

/* Where to look when the credentials will not do. A wrong answer of the portal is no failed
 * authorization to iscsiadm: 19. */
static const char *hint(const struct discovery *discovery, int code)
{
	struct arena *arena = discovery->arena;
	const struct credentials *own = &discovery->own, *mutual = &discovery->mutual;

	if (code == ISCSIADM_NOT_ACCEPTED && mutual->user)
		return arena_printf(arena,
				    "; so it ends, too, when the portal does not prove to be user "
				    "'%s' with the secret of %s",
				    mutual->user, secret_name(arena, &mutual->secret));
	if (code != ISCSIADM_NOT_AUTHORIZED)
		return "";
	if (!own->user)
		return "; it was tried with " AUTH "* of iscsid.conf; give others with --user and "
		       "--password-file";
	return arena_printf(
		arena, "; it was tried as user '%s' with the secret of %s: one of them is wrong%s",
		own->user, secret_name(arena, &own->secret), doubt(discovery));
}

/* The tool says the same at every attempt: its first line is enough. */
static const char *failure(const struct discovery *discovery, const struct answer *answer)
{
	size_t length = strlen(answer->err);
	const char *end = strstr(answer->err, LINE_END);

	if (end)
		length = (size_t)(end - answer->err);
	return arena_printf(discovery->arena, "iscsiadm exited with %d (%s)%s%.*s%s", answer->code,
			    exit_text(answer->code), length ? ": " : "", (int)length, answer->err,
			    hint(discovery, answer->code));
}

void discovery_take(struct discovery *discovery, struct asked *asked, const struct answer *answer)
{
	if (answer->trouble)
		asked->trouble = answer->trouble;
	else if (answer->code && !has_none(answer))
		asked->trouble = failure(discovery, answer);
	else
		take_text(discovery, asked, answer->out);
}

static int compare(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int order = strcmp(a->target, b->target);

	return order ? order : portal_compare(&a->portal, &b->portal);
}

void discovery_finish(struct discovery *discovery)
{
	struct finding *list = discovery->found.at, *last = NULL;

	if (!discovery->found.count)
		return;
	qsort(list, discovery->found.count, sizeof(*list), compare);
	for (size_t i = 0; i < discovery->found.count; i++) {
		if (!last || strcmp(last->target, list[i].target) != 0 ||
		    !portal_equal(&last->portal, &list[i].portal)) {
			last = last ? last + 1 : list;
			*last = list[i];
		} else if (last->portal.tpgt != list[i].portal.tpgt) {
			last->portal.tpgt = TPGT_NONE;
		}
	}
	discovery->found.count = (size_t)(last - list) + 1;
}
