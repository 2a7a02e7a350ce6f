# sweep.sh: each run of converge in a scenario, tried again with faults; tests/scenario/run sources it after lib.sh.
#
# A try starts from the host that the run had met. At one command of it a fault strikes, or converge is killed. Then:
#
#	its exit status is 4, or 0 if the host is as that run had left it
#	no law was broken
#	the same run without a fault ends as it did in the scenario, and leaves the host so
#
# unless somebody else has changed the host (change:N, see standin/foreign.h): then it is another host.
#
# Then a read of a file, link or directory of the host fails (reads/strike.c), once or whenever it is made: of each kind of
# them on the way up, and on the way down, a third in each scenario. The run ends with 4, with 1 where it has done nothing, or rightly with 0, and
# nothing is gone that the run had left.
#
# The property test tries all faults everywhere, in one process. These are real ones, and cost a hundred times as much: so
# each command gets its share of the faults in turn. With CONVERGE_SWEEP=N only each Nth is tried.
# shellcheck shell=dash

# faults_of COMMAND: the sorts that are tried at it, in turn; the codes are those that FACTS knows. What takes the lock
# of iscsiadm's database is given 40 s by law 13, so that no hang is tried there.
faults_of() {
	case $1 in
	*'-o show') echo 'exit:6 junk lie exit:21 die huge exit:8' ;;
	*fullreport*) echo 'exit:5 junk lie hang die huge exit:3' ;;
	lvmconfig*) echo 'exit:5 junk lie hang die huge' ;;
	*--login) echo 'exit:8 half lie exit:15 hang stop exit:19 die exit:24 exit:12' ;;
	*--logout) echo 'exit:21 lie hang half stop exit:22 die' ;;
	*--rescan) echo 'exit:22 lie half die' ;;
	*iscsiadm*) echo 'exit:6 half lie stop exit:7 die exit:21' ;;
	*) echo 'exit:5 half lie hang stop die' ;;
	esac
	echo 'change:0 change:1 change:2 change:3 change:4 change:5 change:6 change:7'
}

# next_of NAME WORD...: the word after the one that it said last, under that name. Each scenario begins elsewhere, so that
# together they have them all.
next_of() {
	local name=$1 turn
	shift
	turn=$(cat "$work/turn.$name" 2>/dev/null || echo "$first_turn")
	echo $((turn + 1)) >"$work/turn.$name"
	shift $((turn % $#))
	echo "$1"
}

# is_new NUMBER: no run before it did and found the same.
is_new() {
	local sum
	sum=$(sed 's/-r [0-9]*/-r SID/; s/sd[a-z]/sdX/g' "$applies/$1.args" "$applies/$1.log" "$applies/$1.after" | cksum)
	! grep -q -x -F "$sum" "$work/known" && echo "$sum" >>"$work/known"
}

# pattern_of LINE: that line of the log for fnmatch(3); of a report its beginning will do.
pattern_of() {
	case $1 in
	*fullreport*) echo '*fullreport*' ;;
	*) printf '%s\n' "$1" | sed 's/[][*?\\]/\\&/g' ;;
	esac
}

class_of() {
	case $1 in
	*'-o show') echo show ;;
	*fullreport*) echo report ;;
	lvmconfig*) echo config ;;
	*--login | *--logout | *--rescan) echo "${1##*--}" ;;
	*iscsiadm*) echo record ;;
	*) echo volume ;;
	esac
}

# attacks NUMBER: what is tried at the commands of a run, one try a line: SORT AT PATTERN.
attacks() {
	local line pattern class at sorts
	while read -r line; do
		pattern=$(pattern_of "$line")
		class=$(class_of "$line")
		at=$(($(grep -c -x -F -e "$pattern" "$work/seen") + 1))
		echo "$pattern" >>"$work/seen"
		sorts=$(faults_of "$line")
		# shellcheck disable=SC2086 # words on purpose
		echo "$(next_of "$class" $(echo "$sorts" | head -n 1)) $at $pattern"
		case $class in
		show | config) continue ;;
		esac
		# shellcheck disable=SC2086 # words on purpose
		echo "$(next_of change $(echo "$sorts" | tail -n 1)) $at $pattern"
		[ "$class" != report ] || continue
		for sort in kill-before kill-during kill-after; do
			echo "$sort $at $pattern"
		done
	done <"$applies/$1.log"
}

# try NUMBER ROOT SORT AT PATTERN: prints what does not hold.
try() {
	local number=$1 on=$2 sort=$3 pattern=$5 status=0 want
	shift 2
	want=$(cat "$applies/$number.status")
	case $sort in
	read:*) "$standin" "$on" again "$applies/$number.host" ;;
	*) "$standin" "$on" again "$applies/$number.host" "$@" ;;
	esac
	"$standin" "$on" run "$(tail -n 1 "$applies/$number.args")"
	"$standin" "$on" picture >"$on/met"
	: >"$on/broken"
	rm -f "$on/state/up"
	case $sort in
	read:*) (run_reading "$number" "$on" "$@") ;;
	*) run_again "$number" "$on" --timeout 2 ;;
	esac >"$on/said.first" 2>&1 || status=$?
	case $sort in
	read:*) kept_all "$number" "$on" ;;
	esac
	case $sort in
	kill-*) is_remembered "$on" ;;
	esac
	case $sort:$status:$pattern in
	kill-*:137:* | *:4:* | change:*:0:*) ;;
	read:*:1:*) "$standin" "$on" picture | diff "$on/met" - ;;
	# It said that there are no records, which nobody could have known better.
	exit:21:0:*'-o show') ;;
	*:0:*) [ "$want" = 0 ] && as_left "$number" "$on" || echo 'exit status 0' ;;
	*) echo "exit status $status" ;;
	esac
	"$standin" "$on" faultless
	status=0
	run_again "$number" "$on" >"$on/said.second" 2>&1 || status=$?
	case $sort:$status in
	change:*:[04]) ;;
	*:"$want") as_left "$number" "$on" ;;
	*) echo "the next run ends with $status" ;;
	esac
	cat "$on/broken"
}

# is_remembered ROOT: of what a run has logged in to, though it was killed, `converge release` knows.
is_remembered() {
	"$standin" "$1" picture | sed -n 's/^session \([^ ]*\).*/\1/p' | sort -u | while read -r iqn; do
		grep -q "^session $iqn " "$1/met" || grep -q -s -x -F "target $iqn" "$1/state/up" ||
			echo "nobody knows that the session to $iqn is to be released"
	done
}

# as_left NUMBER ROOT: the host is as the run had left it. That a record is one of its own, converge only knows as long as
# it lives: killed after it has made one, it leaves its login retries alone.
as_left() {
	own_alike <"$applies/$1.after" >"$2/want"
	"$standin" "$2" picture | own_alike >"$2/got"
	cmp -s "$2/want" "$2/got" || {
		echo 'the host is otherwise:'
		diff "$2/want" "$2/got"
	}
}

own_alike() {
	sed 's/ node.session.initial_login_retry_max=1//'
}

# run_again NUMBER ROOT [OPTION...]: what it had been called with, and these, which count.
run_again() {
	local number=$1 on=$2 options
	shift 2
	options=$*
	set --
	while read -r arg; do
		set -- "$@" "$arg"
	done <"$applies/$number.args"
	# shellcheck disable=SC2086 # words on purpose
	converge_on "$on" --report "$(new_report)" --jobs 1 "$@" $options
}

# reads_of NUMBER: the reads of a run that are to fail, one try a line: SORT AT PATTERN. Those of one kind are of the same
# file but for numbers, on the way up, or where something is taken away. Either the last of them fails, as what is read once
# more before a change is read last, or each (AT is 0).
reads_of() {
	local on=$work/try.0 way=up at line
	! grep -q -e --logout -e ' -an ' -e '-o delete' "$applies/$1.log" || way=down
	"$standin" "$on" again "$applies/$1.host"
	"$standin" "$on" run "$(tail -n 1 "$applies/$1.args")"
	: >"$work/reads"
	(
		program=$reader
		export READS_ROOT="$on" READS_LOG="$work/reads"
		run_again "$1" "$on" >"$on/said.first" 2>&1
	)
	sed "s/^/$way /" "$work/reads" | awk '
		{
			kind = $0
			gsub(/sd[a-z]+/, "sdX", kind)
			gsub(/[0-9]+/, "N", kind)
		}
		FILENAME ~ /known/ { known[kind] = 1; next }
		{ count[$0]++; last[kind] = $0 }
		END { for (kind in last) if (!(kind in known)) print count[last[kind]], last[kind] }' \
		"$work/known.reads" - | sort -k 2 |
		while read -r at way line; do
			echo "$way $line" >>"$work/known.reads"
			for at in "$at" 0; do
				echo "$(next_of read read:ENOMEM read:EIO read:EMFILE read:EACCES) $at $(pattern_of "$line")"
			done
		done
}

# run_reading NUMBER ROOT SORT AT PATTERN: with such a fault; what was not reached is not held against it.
run_reading() {
	program=$reader
	export READS_ROOT="$2" READS_STRUCK="$work/struck" READS_FAULT="${3#read:} $4 $5"
	ulimit -t 20 # a loop that waits for the read to work has an end
	run_again "$1" "$2" --timeout 2
}

# kept_all NUMBER ROOT: what was there before the run, and is after it without a fault, is there.
kept_all() {
	own_alike <"$applies/$1.after" | sort >"$2/want"
	"$standin" "$2" picture | own_alike | sort >"$2/got"
	own_alike <"$2/met" | sort | comm -12 - "$2/want" | comm -23 - "$2/got" | sed 's/^/gone: /'
}

# try_all ROOT: those on stdin, NUMBER SORT AT PATTERN each; prints what went wrong.
try_all() {
	local number sort at pattern wrong
	while read -r number sort at pattern; do
		wrong=$(try "$number" "$1" "$sort" "$at" "$pattern")
		[ -n "$wrong" ] || continue
		echo "run $number, $sort at $pattern ($at): $wrong"
		cat "$1/said.first" "$1/said.second"
	done
}

# share HOSTS ATTACKS: on so many hosts at a time; prints what goes wrong.
share() {
	local host=0
	while [ $host -lt "$1" ]; do
		awk -v host=$host -v hosts="$1" 'NR % hosts == host' "$2" |
			try_all "$work/try.$host" >"$work/wrong.$host" 2>&1 &
		host=$((host + 1))
	done
	wait
	cat "$work"/wrong.?
}

# struck: at least one of the reads that were to fail did.
struck() {
	[ ! -s "$work/failing" ] || [ -s "$work/struck" ]
}

# sweep: four test points: what the scenario's runs of converge are tried with. What sleeps until its deadline does not
# need a processor of its own.
sweep() {
	local number=0 count reader=${top_builddir:?}/tests/standin/reads/converge
	count=$(cat "$applies/count")
	first_turn=$(($(basename "$scenario" | cksum | cut -d ' ' -f 1) % 100))
	: >"$work/known"
	: >"$work/known.reads"
	for number in 0 1 2 3 4 5 6 7; do
		host_make "$work/try.$number" || return
	done
	number=0
	while [ $number -lt "$count" ]; do
		number=$((number + 1))
		is_new $number || continue
		: >"$work/seen"
		attacks $number | sed "s/^/$number /"
		reads_of $number | sed "s/^/$number /" >>"$work/readings"
	done | awk -v every="${CONVERGE_SWEEP:-1}" 'NR % every == 0' >"$work/attacks"
	awk -v every="$((${CONVERGE_SWEEP:-1} * 3))" -v first="$first_turn" '(NR + first) % every == 0' \
		"$work/readings" >"$work/failing"
	grep ' kill-' "$work/attacks" >"$work/crashes"
	grep -e ' hang ' -e ' lie .*--login' "$work/attacks" >"$work/sleepers"
	grep -v -e ' kill-' -e ' hang ' -e ' lie .*--login' "$work/attacks" >"$work/faults"
	{ share 2 "$work/faults" && share 8 "$work/sleepers"; } >"$work/wrong"
	ok "$(cat "$work/faults" "$work/sleepers" | wc -l) faults" nothing_wrong
	share 2 "$work/crashes" >"$work/wrong"
	ok "$(wc -l <"$work/crashes") crash points" nothing_wrong
	: >"$work/struck"
	share 2 "$work/failing" >"$work/wrong"
	ok "$(wc -l <"$work/failing") reads that fail" nothing_wrong
	ok "$(wc -l <"$work/struck") of them did" struck
}

nothing_wrong() {
	! grep . "$work/wrong"
}
