/* Who holds what, for `converge holders`: two renderings of one answer. */
#ifndef REPORT_HOLDERS_H
#define REPORT_HOLDERS_H

#include "act/holders.h"
#include "base/strbuf.h"
#include "report/report.h"

void report_holders(const struct snapshot *snapshot, const struct holders *holders,
		    const struct style *style, struct strbuf *out);
void report_holders_json(const struct snapshot *snapshot, const struct holders *holders,
			 int exit_status, struct strbuf *out);

#endif
