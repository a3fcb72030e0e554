#!/bin/sh
# Imports from Plex once, commits what changed, and pushes it. For cron or a systemd timer:
#
#   17 4 * * *  /path/to/import.sh /path/to/household
#
# It prints nothing if nothing changed, so cron mails only what somebody should read. The tokens come
# from wherever plexmgr.toml says; cron sets no environment, so a file or a command suits it best.
set -eu
cd "${1:?usage: import.sh HOUSEHOLD}"

# Somebody else's commits first; a conflict ends the run before anything is written.
git pull --quiet --ff-only

output="$(mktemp)"
trap 'rm -f "$output"' EXIT
code=0
plexmgr apply --yes --brief > "$output" || code=$?

# Exit 7 means that some of it was applied; that is worth a commit as well.
git add --all
if ! git diff --cached --quiet; then
  cat "$output"
  git commit --quiet --message "Import from Plex"
elif [ "$code" -ne 0 ]; then
  cat "$output"
fi

# Also what an earlier night could not push.
if [ -n "$(git rev-list "@{upstream}..HEAD")" ]; then
  git push --quiet
fi
exit "$code"
