# Written by `tools/list-sources --update`.
MANIFESTS = \
	manifests/chap.yaml \
	manifests/fleet.yaml \
	manifests/luns.yaml \
	manifests/maintenance.yaml \
	manifests/moved.yaml \
	manifests/netapp-xen-down.yaml \
	manifests/netapp-xen.yaml \
	manifests/settings.yaml \
	manifests/two-interfaces.yaml \
	manifests/two-portals.yaml \
	manifests/volumes.yaml
