#!/bin/sh
# Runs make targets one after the other, all of them even if one fails, and ends with a table of what happened.
set -u

summary=
status=0
for target in "$@"; do
	printf '\n==> make %s\n' "$target"
	begin=$(date +%s)
	if "${MAKE:-make}" --no-print-directory "$target"; then
		result=ok
	else
		result=FAILED status=1
	fi
	summary="$summary$(printf '  %-13s %-7s %4d s' "$target" "$result" $(($(date +%s) - begin)))
"
done

printf '\n==> result\n%s' "$summary"
exit $status
