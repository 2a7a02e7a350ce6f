# No function over 80 lines, no file over 600; prints the median length of the
# functions. Relies on the house style: a body opens with "{" and ends with "}" in column one,
# and the signature before it starts there too.

function fault(text) {
	print text
	faults++
}

function end_file() {
	if (lines > 600)
		fault(sprintf("%s: %d lines, at most 600", file, lines))
}

FNR == 1 {
	if (file)
		end_file()
	file = FILENAME
	start = 0
	inside = 0
}

{ lines = FNR }

# A type or a table has its brace on the line of its name, so it never reaches "{" alone.
/^[A-Za-z_]/ && !inside {
	start = FNR
	signature = $0
}

/^\{[ \t]*$/ && start { inside = 1 }

/^\}/ && inside {
	length_of[++functions] = FNR - start + 1
	if (FNR - start + 1 > 80)
		fault(sprintf("%s:%d: %d lines, at most 80: %s", file, start, FNR - start + 1, signature))
	inside = 0
	start = 0
}

END {
	if (file)
		end_file()
	for (i = 2; i <= functions; i++) {
		value = length_of[i]
		for (j = i - 1; j > 0 && length_of[j] > value; j--)
			length_of[j + 1] = length_of[j]
		length_of[j + 1] = value
	}
	printf "%d functions, median %d lines, longest %d\n", functions,
		functions ? length_of[int((functions + 1) / 2)] : 0, functions ? length_of[functions] : 0
	exit faults > 0
}
