package lint

import (
	"slices"
	"strings"

	"asyncmock/spec"
)

// placedChannels holds that root operations refer to root channels (AsyncAPI
// 3.0.0, Operation Object, channel).
func placedChannels(d *document) {
	if d.v2() {
		return
	}
	for _, e := range entriesOf(d.root.Own("operations")) {
		d.placed(e.Value.Get("channel"), "channels", "an operation refers to its channel as #/channels/…")
		d.placed(e.Value.Get("reply").Get("channel"), "channels", "a reply refers to its channel as #/channels/…")
	}
	for _, e := range entriesOf(d.root.Own("channels")) {
		for _, server := range e.Value.Get("servers").List() {
			d.placed(server, "servers", "a channel refers to its servers as #/servers/…")
		}
	}
}

// placed holds that a reference names an entry of a root map of some file,
// also where that file cannot be read.
func (d *document) placed(ref *spec.Node, root, rule string) {
	text := ref.Ref()
	if _, fragment, _ := strings.Cut(text, "#"); text == "" || strings.HasPrefix(fragment, "/"+root+"/") {
		return
	}
	d.add(ref.Own("$ref"), "ref-placement", "move what it refers to to "+root+" at the root", "%s", rule)
}

// messagesOfChannel holds that operations and replies list messages of their
// channel only, also in components (AsyncAPI 3.0.0, Operation Object, messages).
func messagesOfChannel(d *document) {
	if d.v2() {
		return
	}
	for _, op := range d.operations() {
		d.within(op.Get("messages"), op.Get("channel"))
		if reply := op.Get("reply"); reply != nil {
			d.within(reply.Get("messages"), at(reply.Get("channel"), op.Get("channel")))
		}
	}
}

func (d *document) within(messages, channel *spec.Node) {
	if channel == nil || channel.Broken() {
		return
	}
	own := channel.Get("messages")
	for _, ref := range messages.List() {
		if ref.Broken() || ref.Target == nil || ref.Target.Parent() != nil && ref.Target.Parent() == own.Deref() {
			continue
		}
		same := func(e named) bool { return e.Value.Deref() == ref.Deref() }
		if i := slices.IndexFunc(entriesOf(own), same); i >= 0 {
			hint := "write $ref: '#" + shorten(entriesOf(own)[i].Value.Pointer()) + "'"
			d.add(ref, "ref-placement", hint, "messages are referred to within the channel of the operation")
			d.soften(true) // it is one of the channel's messages all the same
			continue
		}
		d.add(ref, "message-not-in-channel", "add it to the channel's messages and refer to it there", "the channel of the operation has no such message")
	}
}

// knownServers holds that channels name servers that are defined.
func knownServers(d *document) {
	servers := d.root.Own("servers")
	known := keys(servers)
	for _, e := range d.entries("channels") {
		for _, item := range e.Value.Get("servers").List() {
			switch {
			case item.Is(spec.String) && !slices.Contains(known, item.Str()):
				d.add(item, "server-unknown", d.guess(item.Str(), known), "there is no server %q", shorten(item.Str()))
			case !d.v2() && item.Target != nil && !isServer(item.Target):
				d.add(item, "server-unknown", "write $ref: '#/servers/NAME'", "this is no server")
			}
		}
	}
}

func isServer(n *spec.Node) bool {
	return n.Parent() == nil || n.Parent().Key() == "servers" || n.Has("host")
}

// rootMaps are the maps at the root, which are no references themselves.
var rootMaps = []string{"info", "servers", "channels", "operations", "components"}

// allowedReferences holds that references stand where they may.
func allowedReferences(d *document) {
	for _, key := range rootMaps {
		d.noReference(d.root.Own(key))
	}
	info := d.root.Own("info")
	d.noReference(info.Get("contact"))
	d.noReference(info.Get("license"))
	for _, e := range entriesOf(d.root.Own("components")) {
		d.noReference(e.Value)
	}
	for _, e := range d.entries("channels") {
		d.noReference(e.Value.Get("messages"))
		d.noReference(e.Value.Get("parameters"))
	}
	if d.v2() {
		d.allowedReferences2()
	}
}

// allowedReferences2 holds the same of what 3.x allows and 2.x does not.
func (d *document) allowedReferences2() {
	for _, e := range d.entries("servers") {
		if d.version < "2.3" {
			d.noReference(e.Value)
		}
		for _, v := range entriesOf(e.Value.Get("variables")) {
			if d.version < "2.4" {
				d.noReference(v.Value)
			}
		}
	}
	for _, e := range d.entries("channels") {
		d.noReference(e.Value.Get("publish"))
		d.noReference(e.Value.Get("subscribe"))
	}
	for _, kind := range []string{"operationTraits", "messageTraits"} {
		for _, e := range entriesOf(d.root.At("components", kind)) {
			d.noReference(e.Value)
		}
	}
}

func (d *document) noReference(n *spec.Node) {
	if n != nil && n.Ref() != "" {
		d.add(n, "ref-not-allowed", "write the object itself here", "the specification allows no $ref as %s", called(n))
	}
}

func keys(n *spec.Node) []string {
	var list []string
	for _, e := range entriesOf(n) {
		list = append(list, e.Key)
	}
	return list
}
