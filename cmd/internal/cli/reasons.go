package cli

import (
	"slices"
	"strings"

	"asyncmock/server"
)

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
