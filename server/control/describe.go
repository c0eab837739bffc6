package control

import (
	"net/http"
	"slices"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// A Document is a document as this API, asyncmock routes and serve show it. Its
// JSON is a promise to the programs that read it.
type Document struct {
	Document   string   `json:"document"`
	Title      string   `json:"title"`
	Version    string   `json:"version"`
	AsyncAPI   string   `json:"asyncapi"`
	Role       string   `json:"role"`
	RoleReason string   `json:"roleReason"`
	Evidence   []string `json:"roleEvidence"`
	Routes     []Route  `json:"routes"`
	Skipped    []Skip   `json:"skipped"`
}

// A Route is a route of a Document.
type Route struct {
	Path         string    `json:"path"`
	URL          string    `json:"url"`
	Mode         string    `json:"mode"`
	Role         string    `json:"role"`
	Bridged      string    `json:"bridged,omitempty"`
	Fallback     string    `json:"fallback,omitempty"` // URL of a real service
	Tickets      string    `json:"tickets,omitempty"`  // path where a ticket is fetched by POST
	Channels     []string  `json:"channels"`
	ClientToMock []Message `json:"clientToMock"`
	MockToClient []Message `json:"mockToClient"`
	Why          []string  `json:"why"`

	Of *server.Route `json:"-"` // what this describes
}

// A Message is a message of a Route in one direction.
type Message struct {
	Message   string `json:"message"`
	Operation string `json:"operation"`
	When      string `json:"when,omitempty"` // of what the mock sends
}

// A Skip is a part of a Document that is not served.
type Skip struct {
	Channel string `json:"channel"`
	Pointer string `json:"pointer,omitempty"`
	Why     string `json:"why"`
}

// Describe tells what is served of a document; url is where a route is.
func Describe(m Mount, url func(*server.Route) string) Document {
	role, doc := m.Mock.Role(), m.Mock.Document()
	d := Document{
		Document: m.Document, Title: doc.Info.Title, Version: doc.Info.Version, AsyncAPI: doc.AsyncAPI,
		Role: role.Role.String(), RoleReason: role.Reason, Evidence: orEmpty(role.Evidence),
		Routes: []Route{}, Skipped: []Skip{},
	}
	for _, r := range m.Mock.Routes() {
		d.Routes = append(d.Routes, describeRoute(r, m.Prefix, url(r)))
	}
	for _, s := range m.Mock.Skipped() {
		d.Skipped = append(d.Skipped, Skip{Channel: s.Channel, Pointer: s.Pointer, Why: s.Why})
	}
	return d
}

// getRoutes describes all that is served, with the URLs by which the API was
// reached.
func (h *Handler) getRoutes(w http.ResponseWriter, r *http.Request) error {
	if _, err := parseQuery(r); err != nil {
		return err
	}
	documents := []Document{}
	for _, m := range h.opts.Mounts() {
		if !m.Replaced {
			documents = append(documents, Describe(m, func(route *server.Route) string { return urlOf(r, m, route) }))
		}
	}
	return answer(w, http.StatusOK, map[string]any{"documents": documents})
}

func urlOf(r *http.Request, m Mount, route *server.Route) string {
	scheme := route.Scheme()
	if r.TLS != nil {
		scheme += "s"
	}
	return scheme + "://" + r.Host + m.Prefix + route.Sample
}

func describeRoute(r *server.Route, prefix, url string) Route {
	v := Route{
		Path: prefix + r.Path, URL: url, Mode: r.Mode.String(), Role: r.Role.String(), Bridged: r.Bridged, Fallback: r.Fallback,
		Channels: []string{}, ClientToMock: []Message{}, MockToClient: []Message{}, Why: orEmpty(reasons(r)),
		Of: r,
	}
	if r.Tickets != "" {
		v.Tickets = prefix + r.Tickets
	}
	for _, ch := range r.Channels {
		v.Channels = append(v.Channels, ch.Name)
	}
	seen := map[Message]bool{}
	send := func(o *server.Outgoing) {
		m := Message{Message: o.Message.Name, Operation: operationName(o.Operation), When: o.When.String()}
		if r.Fallback != "" {
			m.When = "from the fallback"
		}
		if !seen[m] {
			seen[m] = true
			v.MockToClient = append(v.MockToClient, m)
		}
	}
	for _, o := range r.Sends {
		send(o)
	}
	for _, in := range r.Receives {
		v.ClientToMock = append(v.ClientToMock, Message{Message: in.Message.Name, Operation: operationName(in.Operation)})
		for _, reply := range in.Replies {
			send(reply.Outgoing)
		}
	}
	return v
}

// operationName returns "" for a message of a channel that no operation uses.
func operationName(op *spec.Operation) string {
	if op == nil {
		return ""
	}
	return op.Name
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// reasons returns why a route is what it is, a sentence per decision: those
// about the route, then those about its messages. Messages with the same
// reason share a sentence: "trade, quote: streamed after subscribe".
func reasons(r *server.Route) []string {
	var about []reason
	for _, in := range r.Receives {
		about = because(about, in.Message.Name, in.Why)
	}
	for _, out := range r.Sends {
		if out.When.Kind != server.WhenReply { // told with its request
			about = because(about, out.Message.Name, out.Why)
		}
	}
	all := slices.Clone(r.Why)
	for _, a := range about {
		all = append(all, strings.Join(a.messages, ", ")+": "+a.why)
	}
	return all
}

// A reason is shared by some messages.
type reason struct {
	messages []string
	why      string
}

func because(all []reason, message, why string) []reason {
	if why == "" {
		return all
	}
	i := slices.IndexFunc(all, func(r reason) bool { return r.why == why })
	if i < 0 {
		return append(all, reason{[]string{message}, why})
	}
	if !slices.Contains(all[i].messages, message) {
		all[i].messages = append(all[i].messages, message)
	}
	return all
}
