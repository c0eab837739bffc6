# A static binary in an empty root:
#
#   docker build -t asyncmock .
#   docker run --rm -p 8080:8080 -v "$PWD:/docs:ro" asyncmock serve /docs/asyncapi.yaml
#
# Clients reach it by the host's name; names other than localhost and IP
# addresses are allowed with --allow-host (ASYNCMOCK_ALLOW_HOST).
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /asyncmock ./cmd/asyncmock

FROM scratch
COPY --from=build /asyncmock /asyncmock
ENV ASYNCMOCK_HOST=0.0.0.0
EXPOSE 8080
USER 65534:65534
HEALTHCHECK --interval=10s --timeout=5s CMD ["/asyncmock", "health"]
ENTRYPOINT ["/asyncmock"]
CMD ["help"]
