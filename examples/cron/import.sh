#!/bin/sh
# Imports from Plex once, commits what changed, and pushes it. For cron or a systemd timer:
#
#   17 4 * * *  /path/to/import.sh /path/to/household
#
# It prints nothing if nothing changed, so cron mails only relevant output. The tokens come from the source in
# plexmgr.toml; use a file or a command, because cron sets almost no environment variables.
set -eu
cd "${1:?usage: import.sh HOUSEHOLD}"

# Fetch other commits first; a conflict ends the run before anything is written.
git pull --quiet --ff-only

output="$(mktemp)"
trap 'rm -f "$output"' EXIT
code=0
plexmgr apply --yes --brief > "$output" || code=$?

# Exit 7 means that part of the plan was applied, which must be committed as well.
git add --all
if ! git diff --cached --quiet; then
  cat "$output"
  git commit --quiet --message "Import from Plex"
elif [ "$code" -ne 0 ]; then
  cat "$output"
fi

# Also push commits that an earlier run could not push.
if [ -n "$(git rev-list "@{upstream}..HEAD")" ]; then
  git push --quiet
fi
exit "$code"
