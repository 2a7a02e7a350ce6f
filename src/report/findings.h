/* What is wrong with manifests, for programs: the diagnostics in the order they have. */
#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include "base/diag.h"
#include "base/strbuf.h"

#define FINDINGS_VERSION 1

/* hosts: how many were looked at by name. */
void report_findings_json(const struct diags *diags, size_t hosts, struct strbuf *out);

/*
 * Workflow commands of GitHub, "::error file=…,line=…,col=…,title=…::message", a line each; the
 * second place is the message's second line. root: the directory that files are named from there,
 * without a slash at its end; NULL: names stay as they are.
 */
void report_findings_github(const struct diags *diags, const char *root, struct strbuf *out);

#endif
