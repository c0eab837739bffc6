package web

import "net/http"

const methods = "GET, HEAD, POST, OPTIONS"

// allowOrigin lets the page at r's Origin, which access has let in, read the
// answer. The origin is named rather than "*", so that credentials work.
func allowOrigin(w http.ResponseWriter, r *http.Request) {
	origin := r.Header["Origin"]
	if len(origin) == 0 {
		return
	}
	h := w.Header()
	h["Access-Control-Allow-Origin"] = origin
	h["Access-Control-Allow-Credentials"] = []string{"true"}
	h["Access-Control-Expose-Headers"] = []string{"Retry-After"}
	h["Vary"] = []string{"Origin"}
}

// serveOptions answers a browser's preflight, whatever the path: the request
// itself then gets the readable answer.
func serveOptions(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Allow", methods)
	if r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", methods)
		h.Set("Access-Control-Max-Age", "600")
		h.Add("Vary", "Access-Control-Request-Headers")
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
			h.Set("Access-Control-Allow-Headers", asked)
		}
		if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
			h.Set("Access-Control-Allow-Private-Network", "true")
		}
	}
	w.WriteHeader(http.StatusNoContent)
}
