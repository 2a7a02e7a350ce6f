# job.sh: words for what runs inside a host; tests/host/lib.sh puts it before each job.
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
exec 2>&1
cd /

# ok TEXT COMMAND...: one test point; its output only if it fails.
ok() {
	local text=$1 output
	shift
	if output=$("$@" 2>&1); then echo "ok $text"; else
		printf '%s\n' "$*" "$output" | sed 's/^/#   /'
		echo "not ok $text"
	fi
}

is() {
	[ "$2" = "$3" ] && echo "ok $1" || printf '#   got: %s\n#   want: %s\nnot ok %s\n' "$2" "$3" "$1"
}

not() {
	! "$@"
}

# session_ids: of all sessions.
session_ids() {
	(cd /sys/class/iscsi_session 2>/dev/null && echo session*)
}

failed_units() {
	systemctl list-units --failed --plain --no-legend | cut -d' ' -f1
}
