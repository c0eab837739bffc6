package cli

import (
	"asyncmock/generator/catalog"
	"asyncmock/server"
	"asyncmock/spec"
)

// The directions of a catalog.
const (
	toServer = "client → server"
	toClient = "server → client"
)

// directions knows which way messages travel: as serve would decide it.
type directions struct {
	role     server.Role
	channels map[*spec.Channel]server.Role
	used     map[messageAt]string // what no operation uses
}

type messageAt struct {
	channel *spec.Channel
	message *spec.Message
}

// newDirections asks what serve would do. What it would not serve is read as
// the document as a whole is.
func newDirections(doc *spec.Document, role server.Role) *directions {
	d := &directions{role: role, channels: map[*spec.Channel]server.Role{}, used: map[messageAt]string{}}
	mock, err := server.New(doc, server.Options{Role: role, Set: map[string]bool{"role": role != server.RoleAuto}})
	if err != nil {
		return d
	}
	d.role = mock.Role().Role
	for _, r := range mock.Routes() {
		for _, ch := range r.Channels {
			d.channels[ch] = r.Role
		}
		for _, o := range r.Sends {
			d.used[messageAt{o.Channel, o.Message.Message}] = toClient
		}
		for _, in := range r.Receives {
			d.used[messageAt{in.Channel, in.Message.Message}] = toServer
		}
	}
	return d
}

// of returns the direction of a subject, "" when nothing says it.
func (d *directions) of(s *catalog.Subject) string {
	if !s.Known {
		return d.used[messageAt{s.Channel, s.Message}]
	}
	role, served := d.channels[s.Channel]
	if !served {
		role = d.role
	}
	if (s.Action == spec.Receive) != (role == server.RoleCounterpart) {
		return toServer
	}
	return toClient
}
