/*
 * A scene: a host and a manifest for it, drawn from a seed or made by a test. It
 * is flat, like the model in it, so that parts can be taken away one by one until only what
 * makes a test fail is left.
 */
#ifndef PROPERTY_SCENE_H
#define PROPERTY_SCENE_H

#include "model/wish.h"
#include "standin/model.h"

enum { SCENE_SETTINGS = 2, SCENE_VOLUMES = 4, SCENE_INTERFACES = 2 };

enum scene_auth { SCENE_ANY, SCENE_NONE, SCENE_ONE_WAY, SCENE_MUTUAL };

struct scene_target {
	bool used;
	int target; /* of the model */
	enum target_ensure ensure;
	/* A bit for each interface that the portal is listed for: 1: the default one, 2 and 4:
	 * those of scene_interfaces; 0: it is not listed. Tagged where a tag is needed, or tag says
	 * so. */
	unsigned char lists[MODEL_PORTALS];
	bool tag;
	bool exclusive;
	bool relogin;
	bool luns;	 /* all it has are listed */
	int min_portals; /* 0: not given */
	int startup;	 /* 0: not given; 1: manual, 2: automatic */
	enum scene_auth auth;
	const char *algs; /* chap_algs of it; or NULL */
	int settings_used;
	struct {
		enum parameter_id parameter;
		int value;
	} settings[SCENE_SETTINGS];
};

struct scene_volume {
	bool used;
	int lv; /* of the model; MODEL_NONE: one that there is not */
	enum lv_ensure ensure;
};

struct scene_group {
	bool used;
	int vg; /* of the model */
	enum vg_ensure ensure;
	enum vg_access access;
	bool names_targets;
	struct scene_volume volumes[SCENE_VOLUMES];
};

struct scene_interface {
	bool used;
	bool absent;
	int net;       /* 0: not given; 1 to 3: a device of scene_devices, 4 to 6: its address */
	int initiator; /* 0: not given */
};

struct scene {
	uint64_t seed;
	struct model model;
	struct scene_interface interfaces[SCENE_INTERFACES];
	struct scene_target targets[MODEL_TARGETS];
	struct scene_group groups[MODEL_VGS];
	enum unmanaged_mode unmanaged;
	int unmanaged_match; /* index into scene_patterns */
};

extern const char *const scene_patterns[];
extern const char *const scene_interfaces[SCENE_INTERFACES]; /* their names */
/* Network devices and their addresses, from 1; the last one is not there. */
extern const char *const scene_devices[4][2];
extern const char *const scene_initiators[3]; /* from 1 */

/* The target wants CHAP and can prove who it is; the host's files have the right secrets. */
void scene_authenticate(struct san_target *target);
/* What the host has in a secret file for it, 0: its own, 1: the mutual one; "": no file. */
void scene_set_file(struct san_target *target, int which, const char *secret);
/* The record has the credentials of the target. */
void scene_give(struct node_record *record, const struct san_target *target, bool mutual);
/* Draws one; the same seed always gives the same. */
void scene_draw(struct scene *scene, uint64_t seed);
/* The interfaces of it, and what is bound to them; after all else. */
void scene_draw_interfaces(struct scene *scene, uint64_t *state);
/* Takes away part number `part`; false: there is no such part, or it cannot go. ret_last: there are
 * no parts from here on. */
bool scene_without(struct scene *scene, int part, bool *ret_last);
void scene_manifest(const struct scene *scene, struct strbuf *out);
/* The host, for people. */
void scene_print(const struct scene *scene, struct strbuf *out);

#endif
