package ws

import (
	"encoding/base64"
	"net/http"
	"strings"
)

// IsUpgrade reports whether r asks for WebSocket, well formed or not: its
// Upgrade header names it.
func IsUpgrade(r *http.Request) bool { return hasToken(r.Header, "Upgrade", "websocket") }

// Check looks at the opening handshake of a client (RFC 6455, 4.2.1). When ok
// is false the request must be refused with the status, the headers and the
// sentence; Serve expects a request for which ok is true.
func Check(r *http.Request) (status int, header http.Header, detail string, ok bool) {
	switch {
	case !r.ProtoAtLeast(1, 1):
		return refuse(http.StatusUpgradeRequired, upgradeHeader(), "WebSocket needs HTTP/1.1")
	case r.ProtoMajor != 1:
		return refuse(http.StatusUpgradeRequired, upgradeHeader(), "WebSocket needs an HTTP/1.1 connection, this is "+r.Proto)
	case !IsUpgrade(r):
		return refuse(http.StatusUpgradeRequired, upgradeHeader(), `the header "Upgrade: websocket" is missing`)
	case r.Method != http.MethodGet:
		return refuse(http.StatusMethodNotAllowed, http.Header{"Allow": {"GET"}}, "a WebSocket handshake is a GET request, this is "+r.Method)
	case !hasToken(r.Header, "Connection", "Upgrade"):
		return refuse(http.StatusUpgradeRequired, upgradeHeader(), `the header "Connection: Upgrade" is missing`)
	}
	return checkKeys(r.Header)
}

func checkKeys(h http.Header) (status int, header http.Header, detail string, ok bool) {
	version, keys := h.Values("Sec-Websocket-Version"), h.Values("Sec-Websocket-Key")
	switch {
	case len(version) != 1 || strings.TrimSpace(version[0]) != "13":
		return refuse(http.StatusBadRequest, http.Header{"Sec-Websocket-Version": {"13"}}, `the header "Sec-WebSocket-Version: 13" is needed once, and no other version`)
	case len(keys) == 0:
		return refuse(http.StatusBadRequest, nil, "the header Sec-WebSocket-Key is missing")
	case len(keys) > 1:
		return refuse(http.StatusBadRequest, nil, "the header Sec-WebSocket-Key may stand only once")
	case !goodKey(keys[0]):
		return refuse(http.StatusBadRequest, nil, "Sec-WebSocket-Key must be 16 bytes in base64")
	}
	return 0, nil, "", true
}

func goodKey(key string) bool {
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(key))
	return err == nil && len(b) == 16
}

func refuse(status int, h http.Header, detail string) (int, http.Header, string, bool) {
	if h == nil {
		h = http.Header{}
	}
	return status, h, detail, false
}

func upgradeHeader() http.Header {
	return http.Header{"Upgrade": {"websocket"}, "Connection": {"Upgrade"}}
}

func hasToken(h http.Header, name, token string) bool {
	for _, line := range h.Values(name) {
		for _, t := range strings.Split(line, ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}

// Check is the function Check, for those who are handed the Handler alone.
func (h *Handler) Check(r *http.Request) (status int, header http.Header, detail string, ok bool) {
	return Check(r)
}
