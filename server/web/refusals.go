package web

import (
	"net/http"

	"asyncmock/server"
)

// Refusals that are always the same.
var (
	refuseHeader = &server.Refusal{
		Status: http.StatusRequestHeaderFieldsTooLarge, Code: "header-too-large",
		Detail: "The request's headers are larger than 64 KiB.",
		Hint:   "often these are cookies that other projects on this host name left: clear them, or use 127.0.0.1 in place of localhost",
	}
	refuseMethod = &server.Refusal{
		Status: http.StatusMethodNotAllowed, Code: "method-not-allowed", Header: http.Header{"Allow": {methods}},
		Detail: "Routes answer to GET (WebSocket, event stream) and POST (one message).",
		Hint:   "send one message by POST, or connect by WebSocket",
	}
	refuseInternal = &server.Refusal{
		Status: http.StatusInternalServerError, Code: "internal", Detail: "The mock failed to answer; its log says more.",
	}
	refuseClosing = &server.Refusal{
		Status: http.StatusServiceUnavailable, Code: "shutting-down", Header: http.Header{"Retry-After": {"5"}},
		Detail: "The mock is shutting down.",
	}
	refuseFull = &server.Refusal{
		Status: http.StatusServiceUnavailable, Code: "too-many-connections", Header: http.Header{"Retry-After": {"1"}},
		Detail: "As many connections are open as this mock allows.",
		Hint:   "close some, or start asyncmock with a larger --max-conns",
	}
)
