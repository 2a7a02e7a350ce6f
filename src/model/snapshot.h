/*
 * A snapshot: what one probe saw of one host. Plain data in one arena,
 * immutable once engine/probe returned it. `converge show --output json` prints
 * it and --state reads it back, so nothing here may be a secret.
 *
 * Each source of truth says whether it could be read. Unknown is not absent: a
 * source whose `unknown` is set has told nothing about what it does not list.
 */
#ifndef MODEL_SNAPSHOT_H
#define MODEL_SNAPSHOT_H

#include "base/str.h"
#include "base/strbuf.h"
#include "base/vec.h"
#include "model/portal.h"

#include <stdbool.h>
#include <stdint.h>

/* One parameter of a node record; an empty value is "". Masked secrets read "********". */
struct parameter {
	const char *name, *value;
};

/* A node record of open-iscsi's database. */
struct record {
	const char *target;
	struct portal portal;
	const char *address; /* as the record has it: what `iscsiadm -p` must be given */
	const char *iface;
	VEC(struct parameter) parameters;
	/* Digests of the secrets of node.session.auth, of this process only (base/digest.h), where
	 * they were asked for (snapshot.secrets_read); 0: not set. Never printed. */
	uint64_t password, password_in;
};

/* A secret that the manifest names, as its file has it: told apart, but not known. */
struct secret_file {
	const char *path;
	const char *fault; /* why it cannot be used; NULL */
	uint64_t digest;
};

/* A record file that cannot be used; it hides nothing else. */
struct damaged_record {
	const char *file;   /* path below the database's nodes/ directory's parent */
	const char *target; /* from its path */
	const char *reason;
};

/* A file of ifaces/ in open-iscsi's database; "" for what it does not have. */
struct interface {
	const char *name;
	const char *net, *hwaddress, *initiator;
	const char *fault; /* why iscsiadm cannot use it; NULL */
};

#define LOGGED_IN_STATE "LOGGED_IN" /* the only state in which its disks answer */

struct session {
	unsigned int sid;
	const char *target;
	struct portal portal; /* persistent address: the one the record named */
	const char *address;  /* the current peer, in normal form; NULL if unreadable */
	const char *iface;
	/* If that is none of open-iscsi's own: what it goes out by, and as whom, since its login;
	 * "" where that is not set, NULL where it is not known. */
	const char *net, *hwaddress, *initiator;
	const char *state;	  /* LOGGED_IN, FAILED, FREE, … as sysfs says; "" if unreadable */
	const char *target_state; /* SCANNED once the first scan is over; "" on old kernels */
	/* LOGGED_IN, but its disks are only just coming: what is awaited; else NULL. */
	const char *awaited;
	/* Seconds, as the kernel has them of this session; NULL: not looked at, or it has none. */
	const char *recovery_tmo, *abort_tmo, *lu_reset_tmo, *tgt_reset_tmo;
};

/* A block device as sysfs shows it: disk, partition, device-mapper map, loop, md, … */
struct block {
	const char *name; /* kernel name: "sda", "sda1", "dm-3" */
	unsigned int major, minor;
	const char *disk;  /* a partition's whole disk; NULL otherwise */
	unsigned int sid;  /* of the iSCSI session it came in over; 0: none */
	const char *lun;   /* its "H:C:T:L" if it is a SCSI disk, else NULL */
	const char *state; /* SCSI device state: running, blocked, transport-offline, …; or NULL */
	const char *wwid;  /* NULL if it has none */
	const char *dm_name, *dm_uuid; /* NULL unless device-mapper; uuid "" if unset */
	bool suspended;		       /* device-mapper only */
	bool read_only;
	uint64_t size;		  /* in sectors of 512 bytes */
	VEC(const char *) slaves; /* kernel names of what it is made of, as far as that is there */
	/* An LVM volume's map of linear and striped targets alone: where its data is, by the
	 * kernel's table (extents_add()); NULL for others, or when that could not be asked. */
	const char *extents;
	bool nodeless; /* an LVM volume's map without /dev/VG/LV or /dev/mapper/VG-LV */
	bool dangling; /* a slave's link leads nowhere: that device is gone, and its name may
			* be another's by now, so it is not among the slaves */
};

struct mount {
	unsigned int major, minor;
	const char *path;
	unsigned int pid; /* a process in whose mount namespace it is; 0: it is in ours */
};

struct swap {
	const char *device; /* as /proc/swaps names it */
};

struct pv {
	const char *name, *uuid, *vg; /* vg "" for an orphan */
	bool missing;		      /* not here, or flagged so in the metadata */
	unsigned int major, minor;    /* 0:0 when it is not here */
	uint64_t start;		      /* bytes before its first extent */
	uint64_t span; /* bytes of its device that it takes up, by its VG's metadata */
};

struct lv {
	const char *name, *uuid, *attr; /* attr: lvs(8) lv_attr */
	bool active, open;
	bool unknown;	  /* activation or open state could not be read ('X' or "unknown") */
	bool skip;	  /* activation skip flag */
	const char *role; /* comma list */
	const char *layout;
	uint64_t size; /* bytes, by the metadata; its map may still differ */
	/* Where its data is, by the metadata; "" when that is not on physical volumes alone. */
	const char *extents;
};

struct vg {
	const char *name, *uuid, *attr;
	bool exported, partial, shared;
	/* LVM shows it only when asked for foreign and shared ones too: it has another host's
	 * system ID, or wants lvmlockd, which is not in use. */
	bool inaccessible;
	unsigned int missing_pvs;
	const char *systemid, *lock_type; /* "" if none */
	uint64_t seqno;
	VEC(struct lv) lvs;	/* visible ones */
	struct strmap lv_index; /* by name */
	VEC(struct pv) pvs;
	size_t namesakes; /* of the first of its name: snapshot_vg_count() */
};

/* A volume group that LVM's event activation, which nobody waits for, is just activating. */
struct autoactivation {
	const char *vg;
	int pid; /* 0: systemd is about to start it */
};

/* A process that has a block device open. */
struct opener {
	unsigned int major, minor;
	unsigned int pid;
	unsigned int descriptors;
	const char *command; /* its short name, never its arguments: they may hold secrets */
	const char *program; /* the file it runs; NULL if that cannot be seen */
	bool udev;	     /* udev, or at work for it: over in a moment */
};

/* A block device that the kernel's own target (LIO), or its NVMe target, exports. */
#define BACKSTORE_NVMET "nvmet"
struct backstore {
	unsigned int major, minor;
	const char *type, *name; /* as targetcli has them: "block", "noc1"; BACKSTORE_NVMET,
				  * "SUBSYSTEM/namespaces/N" */
};

/*
 * A block device that the kernel does not let anybody open exclusively, though nothing else in the
 * snapshot uses it; asked only of disks whose sessions are about to be logged out, and of what
 * `converge holders` is asked about.
 */
struct claim {
	unsigned int major, minor;
	const char *unknown; /* why that could not be asked; NULL: it is claimed */
};

/* How often device-mapper says that one of its devices is open. */
struct open_count {
	unsigned int major, minor;
	unsigned int count;
};

/* A host name that a portal is given by, and the addresses it stands for, in normal form. */
struct host_name {
	const char *name; /* lower case */
	VEC(const char *) addresses;
	const char *unknown; /* why there are none; else NULL */
};

/* A disk or map whose I/O does not come back, though no session says so, and who waits for it. */
struct hang {
	const char *device; /* name of the kernel */
	int pid;	    /* of an lvm that cannot be killed; 0: udev */
	const char *command;
};

/* A changing command of an earlier run that is still going (law 13). */
struct straggler {
	int pid;
	const char *lane; /* "vg:NAME", "target:IQN" …: the resource it may be changing */
	const char *command;
};

struct snapshot {
	struct arena *arena;
	const char *host;
	int64_t taken; /* seconds since the epoch */

	const char *initiator;	       /* the host's own name; NULL if that could not be read */
	const char *initiator_unknown; /* why not; or NULL */
	/* Why it is known that it has none, so that iscsid can log in nowhere under it; or NULL. */
	const char *initiator_missing;
	const char *records_unknown; /* why the list of records is not to be trusted; or NULL */
	const char *records_note;    /* why the record files were read instead; or NULL */
	/* Directory of the files of records and interfaces, where the list of records has told
	 * it; NULL: it has not, or needs not to. For acts on this host, so in no file of --state.
	 */
	const char *database;
	const char *interfaces_unknown; /* why nothing is known of interfaces; or NULL */
	/* Why not every block device is known, with all that it is made of; what is not known in
	 * full is not among the blocks, and may be on any session. Or NULL. */
	const char *devices_unknown;
	const char *lvm_unknown; /* why nothing is known of LVM; or NULL */
	/* Why what LVM does not show, or shows as partial, is unknown: it was kept off the disks of
	 * sessions that are not LOGGED_IN, or off those that do not answer, or it ended with an
	 * error. NULL: it saw everything. */
	const char *lvm_incomplete;
	const char *lvm_warnings;      /* what it wrote on stderr; "" if nothing */
	VEC(const char *) lvm_devices; /* what --devices was given; empty: it was not */
	/* Asked only after this run has acted: names of disks of sessions that LVM's devices file
	 * or filters leave out, and activation/volume_list as lvmconfig prints it; NULL: unset. */
	VEC(const char *) lvm_ignored;
	const char *lvm_volume_list;
	/* The kernel has no iSCSI over TCP (yet): iscsid loads iscsi_tcp at a login, if it can. For
	 * acts on this host, so in no file of --state. */
	bool tcp_missing;
	bool multipathd; /* runs, so a second path becomes a map */
	/* What processes do was looked at: what follows about them is complete. */
	bool processes_read;
	/* Why not every user of a device can be seen: a process, a mount in another namespace, an
	 * export, or how often device-mapper has it open; or NULL. */
	const char *openers_unknown;
	/* Why it cannot be seen whether udev is just activating a volume group; or NULL. */
	const char *activations_unknown;
	bool udev_busy;	   /* udev was at work on events */
	bool secrets_read; /* secrets and the digests of those in records are there; not in a file
			    * of --state */

	/* What iscsid.conf says of new records; read only when processes are looked at. */
	VEC(struct parameter) record_defaults;
	const char *record_defaults_unknown; /* why iscsid.conf could not be read; or NULL */

	VEC(struct interface) interfaces; /* by name */
	VEC(struct record) records;	  /* sorted by target, then as listed */
	VEC(struct damaged_record) damaged;
	VEC(struct session) sessions; /* by sid */
	size_t vague_sessions;	      /* there, but just coming or going: nothing could be read */
	VEC(struct block) blocks;     /* by name, natural order */
	VEC(struct mount) mounts;
	VEC(struct swap) swaps;
	VEC(struct vg) vgs;
	VEC(struct pv) orphans;
	VEC(struct host_name) host_names;
	VEC(struct straggler) stragglers;
	VEC(struct hang) hangs; /* LVM is kept off these */
	VEC(struct autoactivation) autoactivations;
	VEC(struct opener) openers;
	VEC(struct backstore) backstores;
	VEC(struct claim) claims;
	VEC(struct open_count) open_counts; /* of the device-mapper devices that told it */
	VEC(struct secret_file) secrets;    /* those that the wishes name */

	struct strmap block_index; /* kernel name -> blocks */
	struct strmap devno_index; /* "MAJOR:MINOR" -> blocks */
	struct strmap vg_index;	   /* VG name -> the first of vgs with it, accessible ones first */
	/* By their names. As long as one has not all of its list, the list is searched. */
	struct strmap sid_index, interface_index, host_index, activation_index;
	VEC(unsigned int) sick; /* sessions that are not LOGGED_IN; once it is */
	bool indexed;
};

/* The extents of a volume as text, to be compared: where each of its segments begins, for each
 * stripe of it, in their order: "8:16 2048, 8:32 4096", MAJOR:MINOR and a sector of 512 bytes. */
void extents_add(struct strbuf *extents, unsigned int major, unsigned int minor, uint64_t sector);

const struct interface *snapshot_interface(const struct snapshot *snapshot, const char *name);
/* NULL: there is none with that id. */
const struct session *snapshot_session(const struct snapshot *snapshot, unsigned int sid);
/* Whether it is LOGGED_IN, and LVM was kept off a disk of it because that does not answer. */
bool snapshot_session_hangs(const struct snapshot *snapshot, const struct session *session);
const struct block *snapshot_block(const struct snapshot *snapshot, const char *name);
const struct block *snapshot_devno(const struct snapshot *snapshot, unsigned int major,
				   unsigned int minor);
/* The VG of that name, and of that uuid unless it is NULL; NULL if none is visible. If the name is
 * not unique, the first that is accessible, as LVM does. */
const struct vg *snapshot_vg(const struct snapshot *snapshot, const char *name, const char *uuid);
/* How many a name alone could mean: inaccessible ones count only if all of them are. */
size_t snapshot_vg_count(const struct snapshot *snapshot, const char *name);
const struct vg *snapshot_vg_by_uuid(const struct snapshot *snapshot, const char *uuid);
/* NULL if none is known to be going on. */
const struct autoactivation *snapshot_autoactivation(const struct snapshot *snapshot,
						     const char *vg);
/* The block device of a physical volume; NULL if it is missing. */
const struct block *snapshot_pv(const struct snapshot *snapshot, const struct pv *pv);
/* Whether a physical volume of it came in over this session. */
bool snapshot_vg_is_on(const struct snapshot *snapshot, const struct vg *vg, unsigned int sid);
/* Whether a volume of it is, or may be, active. */
bool vg_has_active(const struct vg *vg);
const struct lv *vg_lv(const struct vg *vg, const char *name);
/* "" if the record has it empty, NULL if it does not have it. */
const char *record_parameter(const struct record *record, const char *name);
bool session_is_logged_in(const struct session *session);
/* Fills what is derived: the indices, `sick`, and what VGs of one name there are; the last step of
 * whoever builds a snapshot. */
void snapshot_index(struct snapshot *snapshot);

#endif
