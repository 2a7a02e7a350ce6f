/*
 * JSON Schemas (draft 2020-12) of what converge reads and writes, printed from the tables that it
 * reads and writes by: for editors, for CI, and for programs that read its JSON.
 *
 * A schema refuses nothing that converge takes. What it cannot say (what several documents say
 * together, what a name has to do with another one) converge alone knows; tests/schema/unsaid lists
 * it.
 */
#ifndef REPORT_SCHEMA_H
#define REPORT_SCHEMA_H

#include <jansson.h>

struct strbuf;

/* -1: there is none of that name. */
int schema_print(const char *name, struct strbuf *out);

/* The documents themselves; schema_print() puts the head before them. */
json_t *schema_manifest(void);
json_t *schema_snapshot(void);
json_t *schema_plan(void);
json_t *schema_report(void);

/* {"type": TYPE}, to be added to. */
json_t *schema_of(const char *type);
/* An object of these properties and no others; takes both over. An empty `required` is left out. */
json_t *schema_object(json_t *properties, json_t *required);

#endif
