/*
 * Manifests: YAML files to the wishes of one host.
 *
 *	files -> tree (located YAML) -> documents (decoded by the field tables)
 *	      -> selection and merging for one host -> checks -> struct wishes
 *
 * Everything lives in the arena given to manifest_load(). Faults are collected
 * in diags, all of them in one go; -1 means at least one error stands there and
 * nothing may be done. No function here prints, needs root or looks at the host.
 */
#ifndef MANIFEST_MANIFEST_H
#define MANIFEST_MANIFEST_H

#include "model/wish.h"

struct manifest;
struct names;

/*
 * Reads files and directories (their *.yaml in name order, not recursive; "-"
 * is stdin). A file has at most 16 MiB; depth and number of values are limited too (tree.h).
 * Decodes every document. ret_manifest is set even when -1 is returned, so that
 * the rest can be checked too.
 */
int manifest_load(struct arena *arena, const char *const *paths, size_t count, struct diags *diags,
		  struct manifest **ret_manifest);

/* The files and directories that it was read from, but for stdin and other descriptors. */
const struct names *manifest_paths(const struct manifest *manifest);

/* The host names that selectors name without a glob, ranges expanded, sorted, each once. */
void manifest_hosts(const struct manifest *manifest, struct arena *arena,
		    const char *const **ret_hosts, size_t *ret_count);

/*
 * Selection, merging, defaults and cross checks for one host (lower case, no DNS). -1 too when
 * manifest_load() reported an error, even if that concerns other hosts; ret_wishes is untouched
 * then. wishes->documents is 0 when the manifest does not speak of the host.
 */
int manifest_wishes(const struct manifest *manifest, const char *host, struct diags *diags,
		    struct wishes **ret_wishes);

/*
 * The same checks for every host that the manifest names, for one host per glob, and for a host
 * that no selector names. A fault that shows for several hosts is reported once, and names them
 * where it does not concern all. What manifest_load() said is not said again.
 */
int manifest_check(const struct manifest *manifest, struct diags *diags);

#endif
