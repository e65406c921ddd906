# syntax=docker/dockerfile:1
#
# An image of the server, with a bundle baked into it if there is one to be baked:
#     docker build -t patchlog .
#     docker build -t orders --build-arg ARTIFACTS_GITHUB_REPO=acme/domain --secret id=GITHUB_TOKEN,env=GITHUB_TOKEN .
# Each step is a script, which ./test runs, too. docs/bundles.md says more.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN scripts/image/publish.sh /app

FROM build AS bundle
ARG ARTIFACTS_GITHUB_REPO=
ARG ARTIFACTS_GITHUB_REF=
ARG ARTIFACTS_GITHUB_PATH=
ARG GITHUB_API_URL=
# A folder of the build context, such as examples/orders, instead of a repository.
ARG ARTIFACTS_DIR=
RUN --mount=type=secret,id=GITHUB_TOKEN scripts/image/bake.sh /app /bundle

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /
COPY --from=build /app /app
COPY scripts/image scripts/image
RUN scripts/image/data.sh /data
COPY --from=bundle /bundle /bundle

# Who may come in: everybody who reaches a published port of the container. There is no authentication yet, so publish
# the port to this machine only (-p 127.0.0.1:3000:3000), or to a network that you trust.
ENV HOST=0.0.0.0
ENV PORT=3000
EXPOSE 3000

# Without another DATABASE_URL the data is a file in this volume.
ENV DATABASE_URL=sqlite:///data/patchlog.db
VOLUME /data

# The user that .NET's images bring along; it is not root.
USER $APP_UID
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["scripts/image/health.sh"]
ENTRYPOINT ["scripts/image/start.sh", "/app", "/bundle"]
