package catalog

import (
	"slices"

	"asyncmock/spec"
)

// A Subject is a message where it is used.
type Subject struct {
	Channel   *spec.Channel   // nil: of components only
	Operation *spec.Operation // nil: no operation uses it there
	Message   *spec.Message
	// Action is what the described application does with the message. Of a
	// message that no operation uses it says nothing: see Known.
	Action spec.Action
	Known  bool // an operation says the Action
	Reply  bool // it is a reply of the Operation
	// ExamplesOnly names the schema format or content type that nobody here can
	// make or check payloads of: there are the message's examples. "": all is there.
	ExamplesOnly string
}

// use is where a message is used, but for the operation.
type use struct {
	channel *spec.Channel
	message *spec.Message
	action  spec.Action
}

// subjectsOf lists the messages of the operations that are wanted, those of
// channels that no operation uses, and those of components that nobody uses. A
// message that several operations of a channel send, or receive, is listed
// once, with the first of them.
func subjectsOf(doc *spec.Document, opts Options) (list []*Subject) {
	seen := map[use]bool{}
	used := map[*spec.Message]bool{}
	usedIn := map[use]bool{}
	add := func(s *Subject) {
		used[s.Message] = true
		usedIn[use{channel: s.Channel, message: s.Message}] = true
		key := use{s.Channel, s.Message, s.Action}
		if !seen[key] && wanted(opts.Operations, operationName(s)) {
			seen[key] = true
			list = append(list, s)
		}
	}
	for _, op := range doc.Operations {
		for _, m := range op.Messages {
			add(&Subject{Channel: op.Channel, Operation: op, Message: m, Action: op.Action, Known: true})
		}
		if op.Reply == nil {
			continue
		}
		ch := op.Channel
		if op.Reply.Channel != nil {
			ch = op.Reply.Channel
		}
		for _, m := range op.Reply.Messages {
			add(&Subject{Channel: ch, Operation: op, Message: m, Action: 1 - op.Action, Known: true, Reply: true})
		}
	}
	for _, ch := range doc.Channels {
		for _, m := range ch.Messages {
			if !usedIn[use{channel: ch, message: m}] {
				add(&Subject{Channel: ch, Message: m})
			}
		}
	}
	for _, m := range doc.ComponentMessages {
		if !used[m] {
			add(&Subject{Message: m})
		}
	}
	return list
}

func (o Options) wants(s *Subject) bool {
	return wanted(o.Messages, s.Message.Name) && wanted(o.Channels, channelName(s)) && wanted(o.Operations, operationName(s))
}

func wanted(names []string, name string) bool {
	return len(names) == 0 || slices.Contains(names, name)
}

func channelName(s *Subject) string {
	if s.Channel == nil {
		return ""
	}
	return s.Channel.Name
}

func operationName(s *Subject) string {
	if s.Operation == nil {
		return ""
	}
	return s.Operation.Name
}

// Unknown returns the first name asked for that the document does not have,
// and the names there are; "" when all are known.
func Unknown(doc *spec.Document, opts Options) (what, name string, known []string) {
	var messages, channels, operations []string
	all := opts
	all.Operations = nil
	for _, s := range subjectsOf(doc, all) {
		messages = append(messages, s.Message.Name)
		channels = append(channels, channelName(s))
	}
	for _, op := range doc.Operations {
		operations = append(operations, op.Name)
	}
	for _, q := range []struct {
		what         string
		asked, known []string
	}{{"message", opts.Messages, messages}, {"channel", opts.Channels, channels}, {"operation", opts.Operations, operations}} {
		for _, name := range q.asked {
			if !slices.Contains(q.known, name) {
				return q.what, name, distinct(q.known)
			}
		}
	}
	return "", "", nil
}

// distinct drops repeated and empty names; the order stays.
func distinct(names []string) (out []string) {
	for _, n := range names {
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
