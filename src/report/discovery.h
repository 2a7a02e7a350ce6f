/* What a discovery found: as a fragment of a manifest, or the same for programs. */
#ifndef REPORT_DISCOVERY_H
#define REPORT_DISCOVERY_H

#include "base/strbuf.h"
#include "tool/discovery.h"

/* A valid manifest: the targets with their portals. What it cannot say stands in comments. */
void report_discovery(const struct discovery *discovery, const char *host, const char *when,
		      struct strbuf *out);
void report_discovery_json(const struct discovery *discovery, const char *host, const char *when,
			   int exit_status, struct strbuf *out);

#endif
