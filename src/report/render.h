/* Renders diagnostics for people: place, sentence, source line, caret, second place. */
#ifndef REPORT_RENDER_H
#define REPORT_RENDER_H

#include "base/diag.h"
#include "base/strbuf.h"

/*
 *	xen.yaml:14:13: error: volume group 'a' names target 'iqn.…' that is declared absent
 *	   14 |   targets: [iqn.1992-08.com.netapp:sn.1]
 *	      |             ^~~~~~~~~~~~~~~~~~~~~~~~~~~
 *	xen.yaml:4:5: note: declared absent here
 *	    4 |     ensure: absent
 *	      |     ^~~~~~
 * Bytes of the source that are not printable ASCII or valid UTF-8 are shown as '?', tabs as one
 * blank, long lines are cut around the caret to about 120 columns.
 */
void render_diags(const struct diags *diags, struct strbuf *out);

#endif
