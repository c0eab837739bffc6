package lint

import (
	"maps"
	"regexp"
	"slices"

	"asyncmock/spec"
)

// uniqueIDs holds that ids of operations and messages of 2.x are unique among
// those that are used.
func uniqueIDs(d *document) {
	if !d.v2() {
		return
	}
	operations := map[string]*spec.Node{}
	messages := map[string]*spec.Node{}
	for _, ch := range entriesOf(d.root.Own("channels")) {
		for _, op := range operationsOf(ch.Value) {
			d.unique(op, "operationId", "operation id", operations)
		}
	}
	for _, message := range d.used() {
		d.unique(message.Deref(), "messageId", "message id", messages)
	}
}

// unique looks at the id that an object has, by itself or from a trait.
func (d *document) unique(o *spec.Node, key, what string, seen map[string]*spec.Node) {
	id := o.Own(key)
	traits := o.Get("traits").List()
	for i := len(traits) - 1; i >= 0; i-- { // the last trait wins
		if own := traits[i].Get(key); own != nil {
			id = own
			break
		}
	}
	if !id.Is(spec.String) || seen[id.Str()] == id {
		return
	}
	if first := seen[id.Str()]; first != nil {
		d.add(id, "duplicate-id", "choose another one", "the %s %q is used in line %d already", what, shorten(id.Str()), first.Pos.Line)
		return
	}
	seen[id.Str()] = id
}

// uniqueTags holds that a list of tags has every name once.
func uniqueTags(d *document) {
	d.tagged(func(tags *spec.Node) {
		seen := map[string]bool{}
		for _, tag := range tags.List() {
			name := tag.Get("name")
			if name.Is(spec.String) && seen[name.Str()] {
				d.add(name, "duplicate-tag", "list it once", "the tag %q is listed already", shorten(name.Str()))
			}
			seen[name.Str()] = true
		}
	})
}

// tagged visits the lists of tags, each where it stands.
func (d *document) tagged(visit func(tags *spec.Node)) {
	objects := []*spec.Node{d.root, d.root.Own("info")}
	for _, key := range []string{"servers", "channels", "operationTraits", "messages", "messageTraits"} {
		for _, e := range d.entries(key) {
			objects = appendObject(objects, e.Value)
		}
	}
	objects = append(objects, d.operations()...)
	for _, m := range d.used() {
		objects = appendObject(objects, m)
	}
	done := map[*spec.Node]bool{}
	for _, o := range objects {
		for _, holder := range append([]*spec.Node{o}, o.Get("traits").List()...) {
			if tags := holder.Get("tags"); tags != nil && !done[tags] {
				done[tags] = true
				visit(tags)
			}
		}
	}
}

var (
	componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)
	serverName    = regexp.MustCompile(`^[a-zA-Z0-9_-]+$`)
)

// plainNames holds that keys consist of the characters that the specification
// allows (AsyncAPI 2.6.0, Servers Object and Components Object).
func plainNames(d *document) {
	for _, s := range entriesOf(d.root.Own("servers")) {
		d.plainName(s, serverName, "letters, digits, - and _")
	}
	for _, kind := range entriesOf(d.root.Own("components")) {
		for _, e := range entriesOf(kind.Value) {
			d.plainName(e, componentName, "letters, digits, ., - and _")
		}
	}
}

func (d *document) plainName(e named, allowed *regexp.Regexp, characters string) {
	if !allowed.MatchString(e.Key) {
		d.addKey(e.in, e.Member, "name-characters", "use "+characters, "the name %q has other characters than %s", shorten(e.Key), characters)
		d.soften(!d.v2()) // widely used tools write 3.x with other names
	}
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
