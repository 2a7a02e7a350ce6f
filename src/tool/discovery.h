/*
 * SendTargets discovery: iscsiadm(8) asks a portal for its targets. With `-o nonpersistent` it
 * takes no lock and writes nothing into its database, whatever becomes of it (2.1.8,
 * tests/vm/discover.sh); it does need iscsid, which tells it the name of the initiator.
 */
#ifndef TOOL_DISCOVERY_H
#define TOOL_DISCOVERY_H

#include "model/wish.h"
#include "tool/source.h"

/* A portal that was asked. */
struct asked {
	struct portal portal;
	const char *trouble; /* why it is not known what it has; NULL: it answered */
	size_t told;	     /* how many portals of targets it named */
};

/* A portal of a target, as a manifest can say it. */
struct finding {
	const char *target;
	struct portal portal; /* no tag where two answers disagree about it */
};

struct discovery {
	struct arena *arena;
	/* CHAP: who this host says it is and, if it is mutual, who the portal must say it is;
	 * without a user, what iscsid.conf has. */
	struct credentials own, mutual;
	VEC(struct asked) asked;
	VEC(struct finding) found;  /* sorted by target and portal, each once */
	VEC(const char *) unusable; /* sentences: what was told that no manifest can say */
};

/* Adds a portal to those that are to be asked, unless it is one of them. */
void discovery_ask(struct discovery *discovery, const struct portal *portal);

/* `iscsiadm -m discovery -t sendtargets -p PORTAL -o nonpersistent`: a probe. It goes by the
 * interfaces that are declared, else by the default one. */
struct command discovery_command(struct arena *arena, const struct tools *tools,
				 const struct portal *portal);
/*
 * The iscsid.conf that it has to see where discovery->own has a user: no command line may hold a
 * secret. Nothing can be read back here as from a record: if iscsid names another file to the tool,
 * or none in time, the portal is asked without credentials. 0, or -1 with a sentence. The text
 * holds secrets.
 */
int discovery_config(const struct discovery *discovery, const struct tools *tools,
		     struct strbuf *ret_text, const char **ret_reason);
/* What came of it; asked is one of discovery->asked. The answer's text must outlive the discovery.
 */
void discovery_take(struct discovery *discovery, struct asked *asked, const struct answer *answer);
/* The last step: sorts what was found, and leaves each of it once. */
void discovery_finish(struct discovery *discovery);

#endif
