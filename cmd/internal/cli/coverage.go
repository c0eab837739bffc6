package cli

import (
	"sync"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
)

// A coverage counts what of documents was exercised by messages that keep the
// contract. It is safe for concurrent use.
type coverage struct {
	mu    sync.Mutex
	count map[part]uint64
}

// A part is one thing of a document that can be exercised.
type part struct {
	input      *input
	kind, name string
	channel    string // of a message
}

func newCoverage() *coverage { return &coverage{count: map[part]uint64{}} }

// observer counts the messages of an input's Mock.
func (c *coverage) observer(in *input) func(*server.Event) {
	return func(e *server.Event) {
		if e.Kind.Direction() != "" && e.Valid {
			c.add(in, e.Channel, e.Operation, e.Message)
		}
	}
}

// add counts a message that keeps the contract.
func (c *coverage) add(in *input, channel, operation, message string) {
	c.addSome(in, channel, operation, message, 1)
}

// addSome counts several of them.
func (c *coverage) addSome(in *input, channel, operation, message string, n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range parts(in, channel, operation, message) {
		c.count[p] += n
	}
}

func parts(in *input, channel, operation, message string) (out []part) {
	for _, p := range []part{{in, "channel", channel, ""}, {in, "operation", operation, ""}, {in, "message", message, channel}} {
		if p.name != "" {
			out = append(out, p)
		}
	}
	return out
}

// covered lists all that the routes of the inputs have: channels, operations,
// messages, each in document order. A name that is not of one thing only is
// told with its channel or document.
func (c *coverage) covered(inputs []*input) (out []report.Covered) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := partsOf(inputs)
	names := map[[2]string]int{}
	for _, p := range all {
		names[[2]string{p.kind, p.name}]++
	}
	for _, kind := range []string{"channel", "operation", "message"} {
		for _, p := range all {
			if p.kind != kind {
				continue
			}
			name := p.name
			if names[[2]string{kind, name}] > 1 {
				name += " (" + p.where(len(inputs) > 1) + ")"
			}
			out = append(out, report.Covered{Kind: kind, Name: name, Count: c.count[p]})
		}
	}
	return out
}

func (p part) where(many bool) string {
	switch {
	case p.channel == "":
		return p.input.location
	case many:
		return p.input.location + ", " + p.channel
	}
	return p.channel
}

// partsOf lists the parts of the documents' routes, each once.
func partsOf(inputs []*input) (all []part) {
	seen := map[part]bool{}
	for _, in := range inputs {
		for _, u := range usesOf(in) {
			for _, p := range parts(in, u.channelName(), u.operationName(), u.message.Name) {
				if !seen[p] {
					seen[p] = true
					all = append(all, p)
				}
			}
		}
	}
	return all
}
