package cli

import (
	"asyncmock/generator"
	"asyncmock/server"
	"asyncmock/spec"
)

// A use is a message where it is used on a route.
type use struct {
	route     *server.Route
	channel   *spec.Channel
	operation *spec.Operation
	message   *generator.Message
	kind      server.EventKind // EventReceive or EventSend
}

// usesOf lists the messages of an input's routes, both ways, in document order.
func usesOf(in *input) (list []use) {
	for _, r := range in.mock.Routes() {
		for _, i := range r.Receives {
			list = append(list, use{r, i.Channel, i.Operation, i.Message, server.EventReceive})
		}
		for _, o := range r.Says() {
			list = append(list, use{r, o.Channel, o.Operation, o.Message, server.EventSend})
		}
	}
	return list
}

func (u use) channelName() string {
	if u.channel == nil {
		return ""
	}
	return u.channel.Name
}

func (u use) operationName() string {
	if u.operation == nil {
		return ""
	}
	return u.operation.Name
}
