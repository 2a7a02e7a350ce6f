#include "config.h"

#include "act/session.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "engine/discover.h"
#include "manifest/auth.h"
#include "os/clock.h"
#include "report/discovery.h"
#include "tool/initiator.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid.h"
#include "tool/tools_find.h"

#include <unistd.h>

#define ISCSID_MS 10000

static int read_portals(const struct options *options, struct discovery *discovery)
{
	const char *const *word;
	int status = 0;

	if (!options->arguments.list.count)
		return complain("discover needs the portals to ask, such as 10.5.88.21:3260");
	vec_each (word, &options->arguments.list) {
		struct portal portal;
		const char *fault = portal_parse(discovery->arena, *word, &portal);

		if (fault)
			status = complain("the portal '%s' cannot be asked: %s", *word, fault);
		else
			discovery_ask(discovery, &portal);
	}
	return status;
}

/* One way: both of a pair, or neither. */
static int read_way(const char *user, const char *file, const char *prefix,
		    struct credentials *ret_way)
{
	const char *fault = user ? auth_user_fault(user) : NULL;

	if (!user != !file)
		return complain("--%s%s needs --%s%s, too", prefix, user ? "user" : "password-file",
				prefix, user ? "password-file" : "user");
	if (fault)
		return complain("the user '%s' cannot be used: %s", user, fault);
	*ret_way = (struct credentials){ .user = user, .secret.file = file };
	return 0;
}

static int read_credentials(const struct options *options, struct discovery *discovery)
{
	int status = read_way(options->user, options->password_file, "", &discovery->own);

	if (!status)
		status = read_way(options->mutual_user, options->mutual_password_file, "mutual-",
				  &discovery->mutual);
	if (!status && discovery->mutual.user && !discovery->own.user)
		return complain("--mutual-user needs --user and --password-file, too: a portal "
				"proves who it is only to those who do");
	return status;
}

/* Without iscsid, iscsiadm would have it started, and then not know its own name. */
static int check_host(struct arena *arena, const struct tools *tools)
{
	const char *fault = tools_unusable(arena, tools);
	struct snapshot host = { .arena = arena };
	const struct interface *interface;
	int error;

	if (fault)
		return complain("%s", fault);
	if (!tools->iscsiadm.path)
		return complain("iscsiadm was not found; install open-iscsi, or say where it is "
				"with --tool iscsiadm=PATH");
	if (geteuid() != 0)
		return complain("only root can ask portals for their targets; run it as root");
	error = iscsid_ping(clock_ms() + ISCSID_MS);
	if (error)
		return complain("%s", iscsid_trouble(arena, error, "a discovery needs it"));
	initiator_read(tools, &host);
	interfaces_read(tools, &host);
	vec_each (interface, &host.interfaces)
		if (!interface->fault && *interface->initiator)
			return 0; /* the portal is asked by that name, too */
	fault = initiator_fault(arena, &host);
	return fault ? complain("%s", fault) : 0;
}

static int ask(const struct options *options, const struct tools *tools,
	       struct discovery *discovery)
{
	int64_t deadline = clock_ms() + (int64_t)options->timeout * 1000;
	struct pool *pool;
	const char *reason;
	int status = 0;

	if (pool_new(&pool) < 0)
		return complain("signals cannot be received in this process");
	if (discover(tools, pool, deadline, discovery, &reason) < 0) {
		complain("nobody was asked: %s", reason);
		status = EXIT_TROUBLE;
	}
	pool_free(pool);
	return status;
}

/* What is wrong is said on standard error too, which is seen when the manifest goes to a file. */
static int complain_all(const struct discovery *discovery)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct asked *asked;
	const char *const *sentence;
	int status = 0;

	vec_each (sentence, &discovery->unusable)
		complain("warning: %s", *sentence);
	vec_each (asked, &discovery->asked)
		if (asked->trouble) {
			complain("%s: no answer: %s", portal_text(&scratch, &asked->portal),
				 asked->trouble);
			status = EXIT_TROUBLE;
		}
	return status;
}

static int discover_verb(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct discovery discovery = { .arena = arena };
	const char *host = host_name(arena, options), *now = clock_text(arena, clock_now());
	struct tools tools;
	int status = find_tools(arena, options, &tools);

	if (!status)
		status = read_portals(options, &discovery);
	if (!status)
		status = read_credentials(options, &discovery);
	if (!status)
		status = check_host(arena, &tools);
	if (!status)
		status = ask(options, &tools, &discovery);
	if (status)
		return status;
	status = complain_all(&discovery);
	if (options->output == OUTPUT_JSON)
		report_discovery_json(&discovery, host, now, status, &text);
	else
		report_discovery(&discovery, host, now, &text);
	return print(&text) ? EXIT_TROUBLE : status;
}

const struct verb verb_discover = {
	.name = "discover",
	.arguments = "PORTAL...",
	.summary = "ask portals for their targets; print them as a manifest",
	.accepts = ACCEPTS_WORDS | ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_TIMEOUT |
		   ACCEPTS_AUTH,
	.run = discover_verb,
};
