/* A fleet: what is found between hosts, and every host's plan, as report.h has it of one. */
#ifndef REPORT_FLEET_H
#define REPORT_FLEET_H

#include "engine/fleet.h"
#include "report/report.h"

/* Findings, then the runbook of each host that is not as it should be, then counts. It is for
 * reading: each runbook is for another host. */
void report_fleet(const struct fleet *fleet, const struct style *style, struct strbuf *out);
void report_fleet_markdown(const struct fleet *fleet, const struct style *style,
			   struct strbuf *out);
/* `hosts` has the JSON report of each. */
void report_fleet_json(const struct fleet *fleet, bool detailed, struct strbuf *out);

#endif
