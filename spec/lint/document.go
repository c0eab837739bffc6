package lint

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// A document is what rules look at: the tree as it was written, so that what
// is only offered for reuse is looked at, too.
type document struct {
	root    *spec.Node
	version string
	doc     *spec.Document
	found   spec.Diagnostics

	bindings *bindingSchemas
	guesses  int
	err      error // the check itself failed
}

func (d *document) v2() bool { return d.version[0] == '2' }

// add reports about a node.
func (d *document) add(n *spec.Node, code, hint, format string, args ...any) {
	d.addFinding(finding(n, code, hint, format, args...))
}

func (d *document) addFinding(f spec.Diagnostic) {
	if len(d.found) < maxFindings {
		d.found = append(d.found, f)
	}
}

// maxGuesses bounds the words that are compared for hints.
const maxGuesses = 100_000

// guess hints at the words most like one, as long as that is cheap.
func (d *document) guess(word string, candidates []string) string {
	if d.guesses += len(candidates); d.guesses > maxGuesses {
		return ""
	}
	return spec.DidYouMean(word, candidates)
}

// soften makes a warning of the last finding where the specification leaves
// room.
func (d *document) soften(yes bool) {
	if n := len(d.found); yes && n > 0 {
		d.found[n-1].Severity = spec.SeverityWarning
	}
}

// addKey reports about a member's key.
func (d *document) addKey(n *spec.Node, m spec.Member, code, hint, format string, args ...any) {
	f := finding(n, code, hint, format, args...)
	f.Pos, f.Pointer = m.KeyPos, spec.JoinPointer(n.Pointer(), m.Key)
	d.addFinding(f)
}

// A named is an entry of a map of the document.
type named struct {
	spec.Member
	in *spec.Node // the map
}

// own returns the object an entry is, nil where it is something else or a
// reference: what that leads to is looked at where it stands.
func (e named) own() *spec.Node {
	if e.Value.Kind != spec.Object || e.Value.Target != nil {
		return nil
	}
	return e.Value
}

// entries returns the members of a map at the root and of its namesake in
// components, in document order.
func (d *document) entries(key string) []named {
	return append(entriesOf(d.root.Own(key)), entriesOf(d.root.At("components", key))...)
}

func entriesOf(n *spec.Node) []named {
	var list []named
	if n = n.Deref(); n.Is(spec.Object) {
		for _, m := range n.Members {
			if !strings.HasPrefix(m.Key, "x-") {
				list = append(list, named{m, n})
			}
		}
	}
	return list
}

// operations returns the Operation Objects, in 2.x of all channels.
func (d *document) operations() []*spec.Node {
	var list []*spec.Node
	if !d.v2() {
		for _, e := range d.entries("operations") {
			list = appendObject(list, e.Value)
		}
		return list
	}
	for _, ch := range d.entries("channels") {
		list = append(list, operationsOf(ch.Value)...)
	}
	return list
}

// operationsOf returns publish and subscribe of a channel of 2.x.
func operationsOf(channel *spec.Node) []*spec.Node {
	var list []*spec.Node
	if o := channel.Deref(); o.Is(spec.Object) {
		for _, m := range o.Members {
			if m.Key == "publish" || m.Key == "subscribe" {
				list = appendObject(list, m.Value)
			}
		}
	}
	return list
}

// used returns the Message Objects of channels, as they are referred to there.
func (d *document) used() []*spec.Node {
	var list []*spec.Node
	for _, ch := range entriesOf(d.root.Own("channels")) {
		if !d.v2() {
			for _, m := range entriesOf(ch.Value.Get("messages")) {
				list = append(list, m.Value)
			}
			continue
		}
		for _, op := range operationsOf(ch.Value) {
			list = append(list, messagesOf(op)...)
		}
	}
	return list
}

// messagesOf returns the messages of an operation of 2.x.
func messagesOf(op *spec.Node) []*spec.Node {
	message := op.Get("message")
	if alternatives := message.Get("oneOf"); alternatives.Is(spec.Array) {
		return alternatives.List()
	}
	if message == nil {
		return nil
	}
	return []*spec.Node{message}
}

// appendObject adds the object that n is or refers to, once.
func appendObject(list []*spec.Node, n *spec.Node) []*spec.Node {
	if n = n.Deref(); n.Is(spec.Object) && !n.Broken() && !slices.Contains(list, n) {
		return append(list, n)
	}
	return list
}
