#include "tool/discovery.h"

#include "manifest/field.h"
#include "manifest/names.h"
#include "manifest/text.h"
#include "tool/iscsiadm.h"

#include <stdlib.h>
#include <string.h>

/* A portal that drops packets costs iscsiadm 96 s (6 attempts); after one minute it is known
 * enough. */
#define SECONDS 60
#define LINE_END "; "	     /* in answer->err */
#define NO_TAG ",4294967295" /* -1 through %u */

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

static const char *read_address(struct arena *arena, char *address, struct portal *ret_portal)
{
	if (str_ends(address, NO_TAG))
		address[strlen(address) - strlen(NO_TAG)] = '\0';
	return portal_parse(arena, without_brackets(address), ret_portal);
}

/* What no manifest can say, in words; NULL when it can. */
static const char *fault_of(struct arena *arena, const struct finding *finding)
{
	struct reading reading = { 0 };
	const char *fault = name_read_target_ref(arena, finding->target, &reading);

	return fault ? fault
		     : name_check_record(arena, finding->target, &finding->portal, "default");
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
	fault = read_address(arena, line, &finding.portal);
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
	case 19:
		return "it refused the login, or never answered it";
	case 24:
		return "it wants other credentials than discovery.sendtargets.auth.* of iscsid.conf";
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

/* The tool says the same at every attempt: its first line is enough. */
static const char *failure(struct arena *arena, const struct answer *answer)
{
	size_t length = strlen(answer->err);
	const char *end = strstr(answer->err, LINE_END);

	if (end)
		length = (size_t)(end - answer->err);
	return arena_printf(arena, "iscsiadm exited with %d (%s)%s%.*s", answer->code,
			    exit_text(answer->code), length ? ": " : "", (int)length, answer->err);
}

void discovery_take(struct discovery *discovery, struct asked *asked, const struct answer *answer)
{
	if (answer->trouble)
		asked->trouble = answer->trouble;
	else if (answer->code && !has_none(answer))
		asked->trouble = failure(discovery->arena, answer);
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
