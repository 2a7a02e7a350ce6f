#include "act/uses.h"

#include "act/ends.h"
#include "act/stack.h"
#include "base/strbuf.h"
#include "model/command.h"
#include "tool/lvm.h"

#include <string.h>

const char *const use_words[] = {
	[USE_VOLUME] = "volume", [USE_MOUNT] = "mount",	    [USE_SWAP] = "swap",
	[USE_HOLDER] = "device", [USE_EXPORT] = "export",   [USE_PROCESS] = "process",
	[USE_CLAIM] = "claim",	 [USE_UNSEEN] = "not seen",
};

static bool is_of(const struct block *block, unsigned int major, unsigned int minor)
{
	return block->major == major && block->minor == minor;
}

static const struct stack_users *users_of(const struct stack *stack, const struct block *block)
{
	return &stack->users[block - stack->snapshot->blocks.at];
}

static void add_use(const struct stack *stack, struct uses *uses, const struct use *use)
{
	const char *key = arena_printf(stack->arena, "%s %s", use->block->name, use->text);

	if (strmap_find(&uses->index, key) != SIZE_MAX)
		return;
	strmap_add(stack->arena, &uses->index, key, uses->list.count);
	if (strmap_find(&uses->index, use->block->name) == SIZE_MAX)
		strmap_add(stack->arena, &uses->index, use->block->name, uses->list.count);
	vec_add(stack->arena, &uses->list, *use);
}

/* ---- what is used directly: each returns how many openers that explains ---- */

/* Nobody can unmount that, and nobody should be told to. */
static bool is_system(const char *path)
{
	return str_equal(path, "/") || str_equal(path, "/usr");
}

static void add_mount(const struct stack *stack, const struct block *block,
		      const struct mount *mount, struct uses *uses)
{
	const char *name = block_title(block);
	const char *path = command_word(stack->arena, mount->path);
	struct use use = { .kind = USE_MOUNT, .block = block, .path = mount->path };

	if (mount->pid) {
		use.text = arena_printf(stack->arena,
					"%s is mounted on %s in the mount namespace of pid %u",
					name, mount->path, mount->pid);
		use.next =
			arena_printf(stack->arena, "nsenter -t %u -m umount %s", mount->pid, path);
	} else if (is_system(mount->path)) {
		use.text = arena_printf(stack->arena,
					"%s is mounted on %s, and this host runs from it", name,
					mount->path);
	} else {
		use.text = arena_printf(stack->arena, "%s is mounted on %s", name, mount->path);
		use.next = arena_printf(stack->arena, "umount %s", path);
	}
	add_use(stack, uses, &use);
}

/* However often it is mounted, the kernel opens it once. */
static unsigned int add_mounts(const struct stack *stack, const struct block *block,
			       struct uses *uses)
{
	const struct indices *mounts = &users_of(stack, block)->mounts;
	const size_t *at;

	vec_each (at, &mounts->list)
		add_mount(stack, block, &stack->snapshot->mounts.at[*at], uses);
	return mounts->list.count > 0;
}

static bool is_swap_on(const struct swap *swap, const struct block *block)
{
	const char *base = strrchr(swap->device, '/');

	base = base ? base + 1 : swap->device;
	return str_equal(base, block->name) || (block->dm_name && str_equal(base, block->dm_name));
}

static unsigned int add_swaps(const struct stack *stack, const struct block *block,
			      struct uses *uses)
{
	const struct swap *swap;
	unsigned int count = 0;

	vec_each (swap, &stack->snapshot->swaps) {
		if (!is_swap_on(swap, block))
			continue;
		count++;
		add_use(stack, uses,
			&(struct use){
				.kind = USE_SWAP,
				.block = block,
				.text = arena_printf(stack->arena, "%s is used as swap",
						     block_title(block)),
				.next = arena_printf(stack->arena, "swapoff %s",
						     command_word(stack->arena, swap->device)),
			});
	}
	return count;
}

static void describe_export(const struct stack *stack, const struct backstore *store,
			    struct use *use)
{
	struct arena *arena = stack->arena;
	const char *name = block_title(use->block);
	const char *path = arena_printf(arena, "/backstores/%s", store->type);

	if (str_equal(store->type, BACKSTORE_NVMET)) {
		use->text =
			arena_printf(arena, "%s is exported by this host's own NVMe target as %s",
				     name, store->name);
		path = arena_printf(arena, "/sys/kernel/config/nvmet/subsystems/%s/enable",
				    store->name);
		use->next = arena_printf(arena, "echo 0 >%s", command_word(arena, path));
		return;
	}
	use->text = arena_printf(arena, "%s is exported by this host's own target as %s/%s", name,
				 path, store->name);
	use->next = arena_printf(arena, "targetcli %s delete %s", command_word(arena, path),
				 command_word(arena, store->name));
}

static unsigned int add_exports(const struct stack *stack, const struct block *block,
				struct uses *uses)
{
	unsigned int count = 0;
	const size_t *at;

	vec_each (at, &users_of(stack, block)->backstores.list) {
		const struct backstore *store = &stack->snapshot->backstores.at[*at];
		struct use use = { .kind = USE_EXPORT, .block = block };

		count++;
		describe_export(stack, store, &use);
		add_use(stack, uses, &use);
	}
	return count;
}

static const char *process_text(const struct stack *stack, const struct block *block,
				const struct opener *opener)
{
	return arena_printf(stack->arena, "%s is open in pid %u (%s%s%s%s)", block_title(block),
			    opener->pid, opener->command, opener->program ? ", " : "",
			    opener->program ? opener->program : "",
			    opener->udev ? "; udev is at work on it" : "");
}

/* What a process is there for, its user has to say: nothing that ends it is proposed. */
static unsigned int add_processes(const struct stack *stack, const struct block *block,
				  struct uses *uses)
{
	unsigned int count = 0;
	const size_t *at;

	vec_each (at, &users_of(stack, block)->openers.list) {
		const struct opener *opener = &stack->snapshot->openers.at[*at];

		count += opener->descriptors;
		add_use(stack, uses,
			&(struct use){
				.kind = USE_PROCESS,
				.block = block,
				.text = process_text(stack, block, opener),
				.next = arena_printf(stack->arena, "ps -fp %u", opener->pid),
				.only_shows = true,
				.passing = opener->udev,
				.opener = opener,
			});
	}
	return count;
}

bool stack_open_count(const struct stack *stack, const struct block *block, unsigned int *ret_count)
{
	const struct indices *counts = &users_of(stack, block)->counts;

	if (!counts->list.count)
		return false;
	*ret_count = stack->snapshot->open_counts.at[counts->list.at[0]].count;
	return true;
}

/* A descriptor that several processes share is one opener to the kernel, and may hide another. */
static void add_unseen(const struct stack *stack, const struct block *block, unsigned int seen,
		       struct uses *uses)
{
	unsigned int count;
	const char *name = block_title(block);

	if (!stack_open_count(stack, block, &count) || count <= seen)
		return;
	add_use(stack, uses,
		&(struct use){
			.kind = USE_UNSEEN,
			.block = block,
			.text = arena_printf(stack->arena,
					     "%u %sopener%s of %s cannot be seen from here (a "
					     "process outside this container, or the kernel)",
					     count - seen, seen ? "more " : "",
					     count - seen == 1 ? "" : "s", name),
			.next = arena_printf(stack->arena, "dmsetup info %s",
					     command_word(stack->arena, name)),
			.only_shows = true,
			.passing = stack->snapshot->udev_busy,
		});
}

static bool udev_has(const struct stack *stack, const struct block *block)
{
	const struct opener *opener;

	vec_each (opener, &stack->snapshot->openers)
		if (opener->udev && is_of(block, opener->major, opener->minor))
			return true;
	return stack->snapshot->udev_busy;
}

static void add_claims(const struct stack *stack, const struct block *block, struct uses *uses)
{
	static const char look_for[] =
		"look for a file system that was unmounted lazily or is mounted in a namespace "
		"without a process, for an external journal, and for a program that opened it "
		"exclusively";
	const char *name = block_title(block);
	const struct claim *claim;

	vec_each (claim, &stack->snapshot->claims) {
		struct use use = { .kind = USE_CLAIM, .block = block, .unknown = claim->unknown };

		if (!is_of(block, claim->major, claim->minor))
			continue;
		use.passing = !claim->unknown && udev_has(stack, block);
		use.text =
			claim->unknown
				? arena_printf(stack->arena,
					       "whether the kernel has claimed %s is unknown (%s)",
					       name, claim->unknown)
				: arena_printf(stack->arena,
					       "%s is claimed by the kernel; converge cannot see "
					       "by whom: %s",
					       name, look_for);
		add_use(stack, uses, &use);
	}
}

/* ---- what is built on it ---- */

static bool is_used(const struct stack *stack, const struct uses *uses, const struct block *block)
{
	return strmap_find(&uses->index, block->name) != SIZE_MAX || stack_is_part(stack, block);
}

/* What being there means for a device built on another one. Partitions as such are no use. */
static void add_itself(const struct stack *stack, const struct block *block,
		       const struct block *below, struct uses *uses)
{
	struct use use = { .kind = USE_HOLDER, .block = block };

	if (block->disk)
		return;
	if (str_starts(block->dm_uuid, "LVM-") &&
	    lvm_split_dm_name(stack->arena, block->dm_name, &use.vg, &use.lv)) {
		use.kind = USE_VOLUME;
		use.text = arena_printf(stack->arena, "logical volume %s/%s is active", use.vg,
					use.lv);
		use.next = volume_end(stack, block, use.vg, use.lv, is_used(stack, uses, block));
	} else {
		use.text = arena_printf(stack->arena, "%s is built on %s", block_title(block),
					block_title(below));
		use.next = block_end(stack, block);
	}
	add_use(stack, uses, &use);
}

unsigned int stack_own_uses(const struct stack *stack, const struct block *block, struct uses *uses)
{
	return add_mounts(stack, block, uses) + add_swaps(stack, block, uses) +
	       add_exports(stack, block, uses) + add_processes(stack, block, uses);
}

/* Each block is walked once in a turn, however many ways lead to it; even in a circle, which only a
 * broken snapshot has. */
static void walk(const struct stack *stack, size_t index, struct uses *uses)
{
	const struct block *block = &stack->snapshot->blocks.at[index];
	unsigned int seen = 0;
	const size_t *at;

	if (stack->walk->at[index] == stack->walk->turn)
		return;
	stack->walk->at[index] = stack->walk->turn;
	vec_each (at, &stack->above[index].list) {
		const struct block *above = &stack->snapshot->blocks.at[*at];

		walk(stack, *at, uses);
		add_itself(stack, above, block, uses);
		seen += !above->disk; /* a partition is a part of it, no opener */
	}
	seen += stack_own_uses(stack, block, uses);
	add_claims(stack, block, uses);
	add_unseen(stack, block, seen, uses);
}

void stack_uses(const struct stack *stack, const struct block *block, struct uses *uses)
{
	stack->walk->turn++;
	walk(stack, (size_t)(block - stack->snapshot->blocks.at), uses);
}

void stack_session_uses(const struct stack *stack, unsigned int sid, struct uses *uses)
{
	const size_t *at;

	stack->walk->turn++;
	vec_each (at, &stack_disks(stack, sid)->list)
		if (!stack->snapshot->blocks.at[*at].disk)
			walk(stack, *at, uses);
}

/* ---- the lot ---- */

void uses_select(struct arena *arena, const struct uses *uses, bool passing, struct uses *ret_uses)
{
	const struct use *use;

	vec_each (use, &uses->list)
		if (use->passing == passing)
			vec_add(arena, &ret_uses->list, *use);
}

/* One command ends all volumes of a group; it stands behind the last of them: its index. */
static void find_last(struct arena *arena, const struct uses *uses, struct strmap *commands,
		      bool *is_last)
{
	for (size_t i = uses->list.count; i-- > 0;) {
		const char *next = uses->list.at[i].next;

		is_last[i] = next && strmap_find(commands, next) == SIZE_MAX;
		if (is_last[i])
			strmap_add(arena, commands, next, i);
	}
}

const char *uses_text(struct arena *arena, const struct uses *uses)
{
	struct strbuf buf CLEANUP(strbuf_done) = { 0 };
	CLEANUP(arena_free) struct arena scratch = { 0 };
	bool *is_last = arena_alloc(&scratch, uses->list.count + 1);
	struct strmap commands = { 0 };
	const struct use *use;

	find_last(&scratch, uses, &commands, is_last);
	vec_each (use, &uses->list) {
		strbuf_join(&buf, "; ", use->text);
		if (is_last[use - uses->list.at])
			strbuf_printf(&buf, " (to %s: %s)", use->only_shows ? "see it" : "end that",
				      use->next);
	}
	return arena_strdup(arena, strbuf_text(&buf));
}
