/* A host as a manifest. */
#ifndef REPORT_IMPORT_H
#define REPORT_IMPORT_H

#include "base/strbuf.h"
#include "engine/import.h"

/* A valid manifest for that host; what it cannot say stands in comments. The same host gives the
 * same bytes. */
void report_import(const struct import *import, const char *host, struct strbuf *out);

#endif
