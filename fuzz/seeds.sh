#!/bin/sh
# Fills fuzz/corpus with the samples that the repository has anyway. Run it from anywhere.
set -eu
cd "$(dirname "$0")/.."
corpus=fuzz/corpus

# copy TARGET PREFIX FILE...: each file behind a prefix, in the notation of printf.
copy() {
    target=$1 prefix=$2
    shift 2
    mkdir -p "$corpus/$target"
    for file in "$@"; do
        name=$(printf %s "$file" | tr / _)
        { printf "$prefix"; cat "$file"; } >"$corpus/$target/$name"
    done
}

# The first byte of an input for `records` is the file's role, and an input for `yaml_edit` that is
# a text begins with an odd byte and 48 choices.
choices=$(printf '%048d' 0 | sed 's/0/\\012/g')
users=examples/household/records/users

answers='tests/fixtures/plex tests/it/properties/account'

copy plex_xml '' $(find $answers -name '*.xml' -o -name '*.html')
copy plex_json '' $(find $answers -name '*.json')
copy settings '' examples/household/plexmgr.toml src/command/init/plexmgr.toml
copy records '\000' examples/household/records/plans.yaml src/command/init/plans.yaml
copy records '\001' examples/household/records/servers.yaml
copy records '\003' "$users"/*.yaml
copy yaml_edit "\\001$choices" examples/household/records/*.yaml "$users"/*.yaml
# Any bytes are choices that make a document.
copy yaml_edit '\000' README.md ARCHITECTURE.md LICENSE-MIT
copy history '' state/*/history.jsonl

for kept in tests/corpus/*; do
    copy "$(basename "$kept")" '' "$kept"/*
done
