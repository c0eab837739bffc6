package lint

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"asyncmock/spec"
)

// An address is the address of a channel and where it stands.
type address struct {
	named
	text string
}

// addresses returns the channels that have an address: the key in 2.x, a field
// in 3.x.
func (d *document) addresses() []address {
	var list []address
	for _, e := range d.entries("channels") {
		o := e.own()
		switch {
		case d.v2():
			list = append(list, address{e, e.Key})
		case o.Get("address").Is(spec.String):
			list = append(list, address{e, o.Get("address").Str()})
		case o != nil: // unknown; the id stands for it
			list = append(list, address{e, ""})
		}
	}
	return list
}

var expression = regexp.MustCompile(`\{([^{}]*)\}`)

// variables returns the names in braces, each once.
func variables(text string) []string {
	var names []string
	for _, m := range expression.FindAllStringSubmatch(text, -1) {
		if m[1] != "" && !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// describedParameters holds that every parameter of an address is described.
func describedParameters(d *document) {
	for _, a := range d.addresses() {
		parameters := a.Value.Get("parameters")
		missing := without(variables(a.text), parameters)
		if len(missing) == 0 {
			continue
		}
		d.add(at(parameters, a.Value), "parameter-undefined", "describe it under parameters",
			"the address has the %s %s, which parameters does not describe", plural("parameter", missing), list(missing))
		d.soften(!d.v2() && parameters == nil) // 3.x does not say that there must be parameters
	}
}

// parametersInAddress holds that every parameter is in the address.
func parametersInAddress(d *document) {
	for _, a := range d.addresses() {
		have := variables(a.text)
		for _, p := range entriesOf(a.Value.Get("parameters")) {
			if a.text != "" && !slices.Contains(have, p.Key) {
				d.addKey(p.in, p.Member, "parameter-not-in-address", d.guess(p.Key, have),
					"the address %q has no {%s}", shorten(a.text), shorten(p.Key))
				d.soften(len(have) == 0)
			}
		}
	}
}

// definedVariables holds that every variable of a server's address is defined.
func definedVariables(d *document) {
	for _, s := range d.entries("servers") {
		defined := s.Value.Get("variables")
		if missing := without(variables(d.serverAddress(s)), defined); len(missing) > 0 {
			d.add(at(defined, s.Value), "server-variable-undefined", "define it under variables",
				"the address has the %s %s, which variables does not define", plural("variable", missing), list(missing))
			d.soften(!d.v2()) // 3.x does not say so of the whole address
		}
	}
}

// usedVariables holds that every variable is in the server's address.
func usedVariables(d *document) {
	for _, s := range d.entries("servers") {
		have := variables(d.serverAddress(s))
		for _, v := range entriesOf(s.Value.Get("variables")) {
			if !slices.Contains(have, v.Key) {
				d.addKey(v.in, v.Member, "server-variable-unused", d.guess(v.Key, have),
					"the address of the server has no {%s}", shorten(v.Key))
				d.soften(!d.v2() || len(have) == 0)
			}
		}
	}
}

func (d *document) serverAddress(s named) string {
	if d.v2() {
		return s.Value.Get("url").Str()
	}
	return s.Value.Get("host").Str() + s.Value.Get("pathname").Str()
}

// noQuery holds that addresses have neither query nor fragment.
func noQuery(d *document) {
	for _, a := range d.addresses() {
		text := expression.ReplaceAllString(cmp.Or(a.text, a.Key), "")
		if i := strings.IndexAny(text, "?#"); i >= 0 {
			d.addKey(a.in, a.Member, "address-query", "describe query parameters in the ws binding of the channel",
				"the address %q has a %s", shorten(cmp.Or(a.text, a.Key)), map[byte]string{'?': "query", '#': "fragment"}[text[i]])
		}
	}
}

// noTrailingSlash wants addresses to end without a slash.
func noTrailingSlash(d *document) {
	for _, a := range d.addresses() {
		if len(a.text) > 1 && strings.HasSuffix(a.text, "/") {
			d.addKey(a.in, a.Member, "address-trailing-slash", "leave the last / out", "the address %q ends with a slash", shorten(a.text))
		}
	}
}

// noEmptyParameter wants names between braces.
func noEmptyParameter(d *document) {
	for _, a := range d.addresses() {
		if strings.Contains(a.text, "{}") {
			d.addKey(a.in, a.Member, "parameter-without-name", "write a name between the braces", "the address %q has a parameter without a name", shorten(a.text))
		}
	}
}

// without returns the names that are no keys of the map.
func without(names []string, object *spec.Node) []string {
	return slices.DeleteFunc(names, object.Has)
}

// at is the first of the nodes that is there.
func at(nodes ...*spec.Node) *spec.Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}

func list(names []string) string {
	const few = 5
	if len(names) > few {
		names = append(slices.Clone(names[:few]), "…")
	}
	return shorten(strings.Join(names, ", "))
}

func plural(word string, names []string) string {
	if len(names) == 1 {
		return word
	}
	return word + "s"
}
