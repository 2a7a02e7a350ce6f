#include "config.h"

#include "standin/tree_parts.h"

#include "base/strbuf.h"

enum {
	OWN_NAMESPACE = 4026531841,
	PID_ELSEWHERE = 4242,
	PID_MULTIPATHD = 333,
	PID_BACKGROUND = 600,
	PID_OPENER = 800
};

static void add_mount(const struct model *model, const struct usage *use, struct strbuf *out)
{
	int number = (int)(use - model->uses);
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	if (map)
		strbuf_printf(out, "%d 1 253:%u / /srv/%d rw - ext4 /dev/dm-%u rw\n", 50 + number,
			      map->minor, number, map->minor);
	else if (disk)
		strbuf_printf(out, "%d 1 %d:%u / /srv/%d rw - ext4 /dev/%s rw\n", 50 + number,
			      disk->sid ? 8 : 254, disk->minor, number, disk->name);
}

static void add_process(struct tree_entries *to, const char *pid, const char *comm, int space,
			const char *mounts)
{
	FILE_IN(PATH("proc/%s", pid), "comm", "%s\n", comm);
	FILE_IN(PATH("proc/%s", pid), "mountinfo", "%s", mounts);
	LINK_IN(PATH("proc/%s/ns", pid), "mnt", "mnt:[%u]",
		(unsigned int)OWN_NAMESPACE + (unsigned int)space);
	tree_add_directory(to, PATH("proc/%s/fd", pid));
}

static void add_swap(const struct model *model, const struct usage *use, struct strbuf *out)
{
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	if (map)
		strbuf_printf(out, "/dev/dm-%u partition 8188 0 -2\n", map->minor);
	else if (disk)
		strbuf_printf(out, "/dev/%s partition 8188 0 -2\n", disk->name);
}

static void add_opener(struct tree_entries *to, const struct model *model, const struct usage *use,
		       const char *mounts)
{
	const char *pid = PATH("%d", PID_OPENER + (int)(use - model->uses));
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	add_process(to, pid, "qemu", 0, mounts);
	if (map)
		LINK_IN(PATH("proc/%s/fd", pid), "3", "/dev/dm-%u", map->minor);
	else if (disk)
		LINK_IN(PATH("proc/%s/fd", pid), "3", "/dev/%s", disk->name);
}

void tree_add_proc(struct tree_entries *to, const struct model *model)
{
	static const char root[] = "20 1 254:0 / / rw - ext4 /dev/vda rw\n";
	CLEANUP(strbuf_done) struct strbuf here = { 0 };
	CLEANUP(strbuf_done) struct strbuf elsewhere = { 0 };
	CLEANUP(strbuf_done) struct strbuf swaps = { 0 };
	const struct usage *use;

	strbuf_add(&here, root);
	strbuf_add(&elsewhere, root);
	strbuf_add(&swaps, "Filename Type Size Used Priority\n");
	model_each (use, model->uses) {
		if (use->sort == USED_MOUNT)
			add_mount(model, use, &here);
		if (use->sort == USED_ELSEWHERE)
			add_mount(model, use, &elsewhere);
		if (use->sort == USED_SWAP)
			add_swap(model, use, &swaps);
	}
	add_process(to, "self", "converge", 0, strbuf_text(&here));
	add_process(to, "1", "init", 0, strbuf_text(&here));
	add_process(to, PATH("%d", PID_ELSEWHERE), "container", 1, strbuf_text(&elsewhere));
	if (model->multipathd)
		add_process(to, PATH("%d", PID_MULTIPATHD), "multipathd", 0, strbuf_text(&here));
	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_BACKGROUND) {
			const char *pid = PATH("%d", PID_BACKGROUND + i);

			add_process(to, pid, "lvm", 0, strbuf_text(&here));
			tree_add(to, 'w', PATH("proc/%s/cmdline", pid),
				 "lvm vgchange -aay --autoactivation event %s",
				 model->vgs[model->agenda[i].object].name);
		}
	model_each (use, model->uses)
		if (use->sort == USED_OPENER)
			add_opener(to, model, use, strbuf_text(&here));
	FILE_IN("proc", "swaps", "%s", strbuf_text(&swaps));
	FILE_IN("proc/net", "unix", "Num RefCount Protocol Flags Type St Inode Path\n%s",
		model->multipathd ? "0: 2 0 10000 0001 01 9 @/org/kernel/linux/storage/multipathd\n"
				  : "");
}
