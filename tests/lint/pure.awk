# A plan is a pure function of wishes and snapshot: nothing that src/kind includes, however far down,
# declares what looks at the host or changes it. Run in src/ over all of its files. A header of act, tool or os
# that planners need, and that declares nothing of the kind, is listed here; so is each of the C library.

BEGIN {
	allow("act", "disk_trouble ends interface multipath planning portals record session stack uses volume")
	allow("tool", "iscsiadm lvm multipath records secret_name tools")
	libc = " assert ctype inttypes limits stdarg stdbool stddef stdint stdlib string strings "
}

function allow(floor, names,    list, count, i) {
	count = split(names, list, " ")
	for (i = 1; i <= count; i++)
		allowed[floor "/" list[i] ".h"] = 1
}

FNR == 1 {
	sub(/^\.\//, "", FILENAME)
	files[++file_count] = FILENAME
}

/^[ \t]*#[ \t]*include[ \t]*["<]/ {
	split($0, part, /["<>]/)
	includes[FILENAME] = includes[FILENAME] " " ($0 ~ /</ ? "<" part[2] ">" : part[2])
}

# What is wrong with including it; "" if nothing is.
function fault_of(name) {
	if (name ~ /^</) {
		gsub(/^<|\.h>$/, "", name)
		return index(libc, " " name " ") ? "" : "may look at the host (" name ".h)"
	}
	return name ~ /^(act|tool|os)\// && !(name in allowed) ? "may look at the host" : ""
}

function walk(file, way,    list, count, i, why) {
	if (file in seen)
		return
	seen[file] = 1
	count = split(includes[file], list, " ")
	for (i = 1; i <= count; i++) {
		why = fault_of(list[i])
		if (why) {
			printf "src/%s: \"%s\" %s\n", way, list[i], why
			faults++
		} else {
			walk(list[i], way " -> " list[i])
		}
	}
}

END {
	for (at = 1; at <= file_count; at++)
		if (files[at] ~ /^kind\//) {
			delete seen
			walk(files[at], files[at])
		}
	exit faults > 0
}
