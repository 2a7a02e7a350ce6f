# two-ways.sh: a SAN behind two network devices, a0 and b0, that both lead to its one portal; source it after lib.sh.
# shellcheck shell=dash

# shellcheck disable=SC2034 # for lib.sh
san_portal=10.1.0.1:3260

# two_ways: veth pairs a0 and b0, each of which leads to 10.1.0.1 in the namespace where tgtd will be.
two_ways() {
	local device
	modprobe veth && ip netns add san || return
	for device in a:2 b:3; do
		ip link add ${device%:*}0 type veth peer name ${device%:*}1 netns san &&
			ip address add 10.1.0.${device#*:}/24 dev ${device%:*}0 &&
			ip link set ${device%:*}0 up &&
			ip -n san address add 10.1.0.1/32 dev ${device%:*}1 &&
			ip -n san link set ${device%:*}1 up &&
			ip -n san route add 10.1.0.${device#*:}/32 dev ${device%:*}1 src 10.1.0.1 || return
	done
}

# In place of the one that tgtd_start calls.
# shellcheck disable=SC2120
tgtd() {
	ip netns exec san /usr/sbin/tgtd "$@"
}
