#include "manifest/manifest.h"

#include "manifest/check.h"
#include "manifest/load.h"
#include "manifest/merge.h"
#include "manifest/wishes.h"

int manifest_load(struct arena *arena, const char *const *paths, size_t count, struct diags *diags,
		  struct manifest **ret_manifest)
{
	struct manifest *manifest = arena_alloc(arena, sizeof(*manifest));
	size_t before = diags->errors;

	manifest->arena = arena;
	manifest->whole = true;
	for (size_t i = 0; i < count; i++)
		load_path(manifest, paths[i], diags);
	*ret_manifest = manifest;
	return diags->errors > before ? -1 : 0;
}

const struct names *manifest_paths(const struct manifest *manifest)
{
	return &manifest->paths;
}

/* The documents that speak of one host, as indices. */
struct selection {
	VEC(size_t) documents;
};

static void select_documents(const struct manifest *manifest, struct arena *arena, const char *host,
			     struct selection *selection)
{
	for (size_t i = 0; i < manifest->documents.count; i++) {
		const struct document *document = &manifest->documents.at[i];

		if (host ? document_is_for(document, host) : document->for_all)
			vec_add(arena, &selection->documents, i);
	}
}

static void merge_selection(const struct manifest *manifest, struct arena *arena,
			    const struct selection *selection, struct diags *diags,
			    struct value *ret_merged)
{
	const size_t *at;

	*ret_merged = (struct value){ 0 };
	vec_each (at, &selection->documents)
		merge_document(arena, ret_merged, &manifest->documents.at[*at].value, diags);
	if (ret_merged->given)
		check_document(arena, ret_merged, manifest->whole, diags);
}

int manifest_wishes(const struct manifest *manifest, const char *host, struct diags *diags,
		    struct wishes **ret_wishes)
{
	struct selection selection = { 0 };
	size_t before = diags->errors;
	struct value merged;

	select_documents(manifest, manifest->arena, host, &selection);
	merge_selection(manifest, manifest->arena, &selection, diags, &merged);
	if (diags->errors > before || manifest->faulty)
		return -1;
	*ret_wishes = wishes_make(manifest->arena, merged.given ? &merged : NULL, host,
				  selection.documents.count);
	return 0;
}
