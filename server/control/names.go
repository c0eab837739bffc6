package control

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/server"
	"asyncmock/spec"
)

// kinds are those of events.
var kinds = [...]server.EventKind{
	server.EventConnect, server.EventRefuse, server.EventReceive, server.EventSend, server.EventRelay,
	server.EventClose, server.EventFault, server.EventNote,
}

// knows refuses names in f that neither a document nor a record has: nothing
// would ever fit them, and that looks like silence.
func (h *Handler) knows(f *filter) error {
	for _, kind := range f.kinds {
		if !slices.Contains(kinds[:], server.EventKind(kind)) {
			return kindUnknown(kind)
		}
	}
	for _, n := range []struct {
		what, name string
		only       filter
		known      func(Mount) []string
	}{
		{"route", f.route, filter{route: f.route}, routeNames},
		{"channel", f.channel, filter{channel: f.channel}, channelNames},
		{"operation", f.operation, filter{operation: f.operation}, operationNames},
		{"message", f.message, filter{message: f.message}, messageNames},
		{"rule", f.rule, filter{rule: f.rule}, ruleNames},
	} {
		if n.name == "" || n.what == "route" && h.hasRoute(n.name) || h.has(n.known, n.name) || h.recorded(&n.only) {
			continue
		}
		return nameless(n.what, n.name, h.all(n.known))
	}
	return nil
}

// has reports whether one of the documents has the name.
func (h *Handler) has(known func(Mount) []string, name string) bool {
	return slices.ContainsFunc(h.opts.Mounts(), func(m Mount) bool { return slices.Contains(known(m), name) })
}

// all returns the names that are served.
func (h *Handler) all(known func(Mount) []string) (names []string) {
	for _, m := range h.serving() {
		for _, name := range known(m) {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// recorded reports whether a record that is kept fits: of a path that is no
// route, or from before a reload.
func (h *Handler) recorded(f *filter) bool {
	return len(h.page(f, nil, 1).Records) > 0
}

// kindUnknown is the answer to a kind that no event has.
func kindUnknown(kind string) *problem {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return unprocessable("kind-unknown", "No record has the kind %q.", kind).hinting(nearOf("kind", kind, names))
}

// nameless is the answer to a name that nothing has; its code is
// "message-unknown" and the like.
func nameless(what, name string, known []string) *problem {
	return unprocessable(what+"-unknown", "No document has the %s %q.", what, name).hinting(nearOf(what, name, known))
}

// nearOf names what is like the name, or what there is instead.
func nearOf(what, name string, known []string) string {
	const most = 10
	if near := spec.DidYouMean(name, known); near != "" {
		return near
	}
	switch n := len(known); {
	case n == 0:
		return "there is no " + what + " with a name"
	case n > most:
		known = append(slices.Clone(known[:most]), fmt.Sprintf("%d more", n-most))
	}
	return "known are " + strings.Join(known, ", ")
}

// routeUnknown is the answer to a path that no route has.
func (h *Handler) routeUnknown(path string) *problem {
	return nameless("route", path, h.all(routeNames))
}

func routeNames(m Mount) (names []string) {
	for _, r := range m.Mock.Routes() {
		names = append(names, m.Prefix+r.Path)
	}
	return names
}

func channelNames(m Mount) (names []string) {
	for _, c := range m.Mock.Document().Channels {
		names = append(names, c.Name)
	}
	return names
}

func operationNames(m Mount) (names []string) {
	for _, o := range m.Mock.Document().Operations {
		names = append(names, o.Name)
	}
	return names
}

func ruleNames(m Mount) (names []string) {
	for _, r := range m.Mock.Rules("") {
		if r.Name != "" && !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	return names
}

// messageNames are those that clients or the mock send.
func messageNames(m Mount) (names []string) {
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	for _, r := range m.Mock.Routes() {
		for _, in := range r.Receives {
			add(in.Message.Name)
			for _, reply := range in.Replies {
				add(reply.Outgoing.Message.Name)
			}
		}
		for _, out := range r.Sends {
			add(out.Message.Name)
		}
	}
	return names
}
