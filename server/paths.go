package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"asyncmock/spec"
)

// A place is one path at which one channel is served.
type place struct {
	channel *spec.Channel
	server  *spec.Server // nil: the document has none
	path    string       // template
	bare    string       // the template without the server's path, "" if the same
	bridged string       // protocol, when it is not ws or http
	shared  bool         // the socket that all logical channels of a ws server share
	why     string
}

// A pathGroup is a path with all channels that share it: a Route to be.
type pathGroup struct {
	path    string
	aliases []string
	places  []place
	why     []string
}

// native reports whether clients reach a server of the protocol the way this
// module serves it.
func native(protocol string) bool {
	switch protocol {
	case "ws", "wss", "http", "https", "sse", "":
		return true
	}
	return false
}

// socket reports whether the protocol is WebSocket.
func socket(protocol string) bool { return protocol == "ws" || protocol == "wss" }

// groups returns the paths of the document in document order, and what is not
// served (ASYNCAPI.md: SRV-4, SRV-5, CHN-1 to CHN-4).
func groups(doc *spec.Document, u uses, only []string) ([]*pathGroup, []Skip) {
	var all []*pathGroup
	var skipped []Skip
	byKey := map[string]*pathGroup{}
	shared := sharedSockets(doc, u, only)
	for _, ch := range doc.Channels {
		places := placesOf(doc, ch, only)
		if len(places) == 0 {
			skipped = append(skipped, Skip{Channel: ch.Name, Pointer: spec.JoinPointer("/channels", ch.Name),
				Why: "it is on none of the chosen servers (" + strings.Join(only, ", ") + ")"})
			continue
		}
		for _, p := range append(sharedPlaces(places, shared), places...) {
			key := parseTemplate(p.path).key()
			if byKey[key] == nil {
				byKey[key] = &pathGroup{path: p.path}
				all = append(all, byKey[key])
			}
			byKey[key].add(p)
		}
	}
	all = fold(all)
	for _, g := range all {
		g.addAliases(byKey)
	}
	return all, skipped
}

// add puts the channel on the path, once.
func (g *pathGroup) add(p place) {
	for i, old := range g.places {
		if old.channel == p.channel {
			if old.bridged != "" && p.bridged == "" {
				g.places[i] = p
			}
			return
		}
	}
	g.places = append(g.places, p)
	if p.why != "" && !slices.Contains(g.why, p.why) {
		g.why = append(g.why, p.why)
	}
}

// channels returns the channels of the group in document order.
func (g *pathGroup) channels() []*spec.Channel {
	var channels []*spec.Channel
	for _, p := range g.places {
		channels = append(channels, p.channel)
	}
	return channels
}

// fold makes groups of the same channels one, when only the servers' paths
// differ and the servers ask for the same credentials: the first server's
// path is the route, the others are aliases.
func fold(all []*pathGroup) []*pathGroup {
	var kept []*pathGroup
	byChannel := map[*spec.Channel][]*pathGroup{} // of the first place: only these can be the same
	for _, g := range all {
		first := g.places[0].channel
		at := slices.IndexFunc(byChannel[first], func(k *pathGroup) bool { return foldable(k, g) })
		if at < 0 {
			kept = append(kept, g)
			byChannel[first] = append(byChannel[first], g)
			continue
		}
		k := byChannel[first][at]
		k.aliases = append(k.aliases, g.path)
		k.why = append(k.why, fmt.Sprintf("%s is the same on server %s", g.path, g.places[0].server.Name))
	}
	return kept
}

// foldable reports whether b is a again, on another server.
func foldable(a, b *pathGroup) bool {
	if len(a.places) != len(b.places) {
		return false
	}
	for i, p := range a.places {
		q := b.places[i]
		if p.channel != q.channel || p.shared != q.shared || p.server == nil || q.server == nil || p.server == q.server {
			return false
		}
		if !slices.EqualFunc(p.server.Security, q.server.Security, sameRequirement) {
			return false
		}
	}
	return true
}

// sameRequirement reports whether both ask for the same schemes.
func sameRequirement(a, b spec.SecurityRequirement) bool {
	return slices.EqualFunc(a.Schemes, b.Schemes, func(x, y spec.SchemeUse) bool { return x.Scheme == y.Scheme })
}

// addAliases adds the paths without the server's path, where no other route
// or alias has them.
func (g *pathGroup) addAliases(taken map[string]*pathGroup) {
	for _, p := range g.places {
		key := parseTemplate(p.bare).key()
		if p.bare != "" && taken[key] == nil {
			taken[key] = g
			g.aliases = append(g.aliases, p.bare)
		}
	}
}

// serversOf returns the servers of a channel that were chosen; of these the
// ones we speak the protocol of, if there are any (SRV-5, SRV-6).
func serversOf(doc *spec.Document, ch *spec.Channel, only []string) []*spec.Server {
	servers := ch.Servers
	if len(servers) == 0 {
		servers = doc.Servers
	}
	var chosen, ours []*spec.Server
	for _, s := range servers {
		if len(only) > 0 && !slices.Contains(only, s.Name) {
			continue
		}
		chosen = append(chosen, s)
		if native(s.Protocol) {
			ours = append(ours, s)
		}
	}
	if len(ours) > 0 {
		return ours
	}
	return chosen
}

// placesOf returns the channel's own paths, one per server path.
func placesOf(doc *spec.Document, ch *spec.Channel, only []string) []place {
	address, why := addressOf(ch)
	if len(doc.Servers) == 0 && len(ch.Servers) == 0 {
		return []place{{channel: ch, path: joinPath("", address), why: why}}
	}
	var places []place
	for _, s := range serversOf(doc, ch, only) {
		p := place{channel: ch, server: s, path: joinPath(s.Pathname, address), why: why}
		if bare := joinPath("", address); bare != p.path {
			p.bare = bare
		}
		if !native(s.Protocol) {
			p.bridged = s.Protocol
		}
		places = append(places, p)
	}
	return places
}

// addressOf returns the address to be joined with a server's path.
func addressOf(ch *spec.Channel) (address, why string) {
	switch {
	case ch.Unknown:
		return ch.Name, fmt.Sprintf("channel %s has no address: it is served at /%s for convenience", ch.Name, strings.Trim(ch.Name, "/"))
	case strings.Contains(ch.Address, "://"):
		if u, err := url.Parse(ch.Address); err == nil && !strings.Contains(u.Host, "{") {
			return u.Path, fmt.Sprintf("the address of channel %s is a URL: its path is used", ch.Name)
		}
		_, rest, _ := strings.Cut(ch.Address, "://")
		_, path, _ := strings.Cut(rest, "/")
		return path, fmt.Sprintf("the address of channel %s is a URL: its path is used", ch.Name)
	}
	return ch.Address, ""
}

// joinPath puts an address behind a server's path, unless it begins with it.
func joinPath(prefix, address string) string {
	prefix = "/" + strings.Trim(prefix, "/")
	address = "/" + strings.Trim(address, "/")
	switch {
	case prefix == "/", address == prefix, strings.HasPrefix(address, prefix+"/"):
		return address
	case address == "/":
		return prefix
	}
	return prefix + address
}

// logical reports whether the address is a name rather than a path: all
// logical channels of a WebSocket server share one socket.
func logical(ch *spec.Channel) bool {
	return ch.Unknown || ch.Address != "" && !strings.HasPrefix(ch.Address, "/") && !strings.Contains(ch.Address, "://")
}

// sharedSockets returns the WebSocket servers that have several logical
// channels in use.
func sharedSockets(doc *spec.Document, u uses, only []string) map[*spec.Server]bool {
	count := map[*spec.Server]int{}
	for _, ch := range doc.Channels {
		if !logical(ch) || ch.Unknown && len(u.by[ch]) == 0 {
			continue
		}
		for _, s := range serversOf(doc, ch, only) {
			if socket(s.Protocol) {
				count[s]++
			}
		}
	}
	shared := map[*spec.Server]bool{}
	for s, n := range count {
		shared[s] = n > 1
	}
	return shared
}

// sharedPlaces returns the places of a logical channel on the sockets it shares.
func sharedPlaces(places []place, shared map[*spec.Server]bool) []place {
	var more []place
	for _, p := range places {
		if p.server == nil || !shared[p.server] || !logical(p.channel) {
			continue
		}
		path := joinPath(p.server.Pathname, "")
		s := place{channel: p.channel, server: p.server, path: path, shared: true,
			why: fmt.Sprintf("the logical channels of server %s share one socket at %s", p.server.Name, path)}
		if path != "/" {
			s.bare = "/"
		}
		more = append(more, s)
	}
	return more
}
