# A static binary on a small base with git and a shell, for containers in CI; or the binary alone:
#
#   docker build --tag plexmgr-ci .
#   docker build --target plexmgr --tag plexmgr .
#   docker run --rm --user "$(id -u)" -v "$PWD:/household" -e PLEX_TOKEN_MAIN plexmgr plan
ARG RUST_VERSION=1.95
ARG ALPINE_VERSION=3.22

FROM rust:${RUST_VERSION}-alpine${ALPINE_VERSION} AS build
# ring has some C and assembler; the target of this image links everything into the binary.
RUN apk add --no-cache build-base
WORKDIR /build
COPY Cargo.toml Cargo.lock ./
COPY src ./src
COPY benches ./benches
COPY tests ./tests
RUN cargo build --release --locked --bin plexmgr \
 && ! ldd target/release/plexmgr 2>/dev/null | grep -q '=>'

FROM scratch AS plexmgr
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /build/target/release/plexmgr /usr/local/bin/plexmgr
USER 1000:1000
WORKDIR /household
ENTRYPOINT ["/usr/local/bin/plexmgr"]

# CI systems need a shell and check out as root, and plexmgr asks git who ran it on which commit.
FROM alpine:${ALPINE_VERSION} AS ci
RUN apk add --no-cache ca-certificates git
COPY --from=build /build/target/release/plexmgr /usr/local/bin/plexmgr
WORKDIR /household
CMD ["plexmgr"]
