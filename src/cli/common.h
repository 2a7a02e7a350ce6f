/* What several verbs do alike. Everything here may print; statuses are the process's exit codes. */
#ifndef CLI_COMMON_H
#define CLI_COMMON_H

#include "cli/options.h"
#include "manifest/manifest.h"
#include "report/report.h"
#include "tool/tools.h"

enum {
	EXIT_MATCHES = 0,
	EXIT_NOTHING_DONE = 1,
	EXIT_TROUBLE = 4,
	EXIT_LOCKED = 75, /* EX_TEMPFAIL of sysexits(3) */
};

/* "converge: SENTENCE" on stderr; returns EXIT_NOTHING_DONE. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Why a look at the host came to nothing; the status, which tells whether a signal ended it. */
int complain_look(unsigned int signals, const char *reason);
/* For who only looks: from here on signals end the process, wherever no pool takes them. */
void end_at_signals(void);
/* The whole buffer to stdout; a full disk or closed pipe is EXIT_NOTHING_DONE. */
int print(const struct strbuf *text);
/* Diagnostics to stderr, sorted. */
void print_diags(struct diags *diags);

/* --tool and defaults. 0, or a status after complaining. */
int find_tools(struct arena *arena, const struct options *options, struct tools *ret_tools);
/* --host, or gethostname(2); lower case. */
const char *host_name(struct arena *arena, const struct options *options);
/* The named manifests, or those in /etc/converge. ret_manifest is set with faults too: they stand
 * in diags and -1 is returned. */
int load_manifest(struct arena *arena, const struct options *options, struct diags *diags,
		  struct manifest **ret_manifest);
struct style output_style(const struct options *options);

#endif
