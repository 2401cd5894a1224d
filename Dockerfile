# The service alone; docker-compose.yml puts a PostgreSQL beside it. The steps are those of scripts/prerequisites and "make build".
FROM swift:6.1-bookworm AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends pkg-config libpq-dev libmicrohttpd-dev libsqlite3-dev libcurl4-openssl-dev libxxhash-dev zlib1g-dev && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product register --static-swift-stdlib \
 && install -D "$(swift build -c release --show-bin-path)/register" /out/register

FROM debian:bookworm-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libpq5 libmicrohttpd12 libsqlite3-0 libcurl4 libxxhash0 zlib1g postgresql-client ca-certificates && rm -rf /var/lib/apt/lists/* \
 && useradd --system register
COPY --from=build /out/register /usr/bin/register
COPY sql /usr/share/register/sql
COPY openapi.json /usr/share/register/openapi.json
COPY docs/api.html /usr/share/register/docs/api.html
USER register
ENV REGISTER_HOST=0.0.0.0 REGISTER_PORT=8080
EXPOSE 8080
ENTRYPOINT ["register"]
CMD ["serve"]
