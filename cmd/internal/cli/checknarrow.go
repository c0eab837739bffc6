package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"asyncmock/server"
)

// A narrowing says which messages of a document payloads may be.
type narrowing struct {
	channels, messages []string
	direction          way
}

// A way is a direction as flags name it.
type way uint8

const (
	anyWay way = iota
	toService
	fromService
)

func (n *narrowing) flags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&n.channels, "channel", nil, "payloads are messages of the channel of this `NAME` (repeatable)")
	fs.StringSliceVar(&n.messages, "message", nil, "payloads are messages of this `NAME` (repeatable)")
	fs.Var(oneOf(&n.direction, "any", "to-service", "from-service"), "direction", "payloads were said by clients, or by the service")
}

func (n *narrowing) narrows() bool {
	return len(n.channels)+len(n.messages) > 0 || n.direction != anyWay
}

// among are the messages that payloads may be; the error names what the
// document does not have.
func (n *narrowing) among(in *input) (list []use, err error) {
	all := usesOf(in)
	for _, q := range []struct {
		what  string
		asked []string
		name  func(use) string
	}{{"channel", n.channels, use.channelName}, {"message", n.messages, func(u use) string { return u.message.Name }}} {
		known := distinct(all, q.name)
		for _, name := range q.asked {
			if !slices.Contains(known, name) {
				return nil, unusable("there are: "+strings.Join(firstOf(known, 20), ", "), "%s: there is no %s %q", in.location, q.what, name)
			}
		}
	}
	for _, u := range all {
		if n.takes(u) {
			list = append(list, u)
		}
	}
	if len(list) == 0 {
		return nil, unusable("", "%s: no message is what --channel, --message and --direction say together", in.location)
	}
	return list, nil
}

func (n *narrowing) takes(u use) bool {
	wanted := func(names []string, name string) bool { return len(names) == 0 || slices.Contains(names, name) }
	from := map[server.EventKind]way{server.EventReceive: toService, server.EventSend: fromService}[u.kind]
	return wanted(n.channels, u.channelName()) && wanted(n.messages, u.message.Name) && (n.direction == anyWay || n.direction == from)
}

// distinct are the names that there are, each once, in order.
func distinct(all []use, name func(use) string) (names []string) {
	for _, u := range all {
		if s := name(u); s != "" && !slices.Contains(names, s) {
			names = append(names, s)
		}
	}
	return names
}
