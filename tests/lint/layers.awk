# An include may point to its own floor or to one below, never up. Run in src/ over its files;
# the floor of a file, and of what it includes, is the first part of its path.

BEGIN {
	count = split("base os model manifest tool act kind engine report cli", names, " ")
	for (i = 1; i <= count; i++)
		height[names[i]] = i
}

function fault(text) {
	printf "src/%s:%d: %s\n", FILENAME, FNR, text
	faults++
}

FNR == 1 {
	sub(/^\.\//, "", FILENAME)
	floor = FILENAME
	sub(/\/.*/, "", floor)
	if (!(floor in height))
		fault("the house has no floor " floor)
}

/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, part, "\"")
	wanted = part[2]
	if (wanted == "config.h") {
		if (FILENAME ~ /\.h$/)
			fault("config.h is for .c files only")
		next
	}
	below = wanted
	sub(/\/.*/, "", below)
	if (wanted !~ /\// || !(below in height))
		fault("\"" wanted "\" does not name its floor")
	else if (height[below] > height[floor])
		fault("\"" wanted "\" is above " floor)
}

END { exit faults > 0 }
