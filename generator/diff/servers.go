package diff

import (
	"fmt"
	"slices"
	"strings"

	"asyncmock/spec"
)

// servers compares the servers: the same by name, else by where they are.
func (c *comparing) servers() {
	where := func(s *spec.Server) string { return s.Protocol + "://" + s.Host + strings.TrimSuffix(s.Pathname, "/") }
	pairs := matched(c.old.Servers, c.new.Servers,
		func(o, n *spec.Server) bool { return o.Name == n.Name },
		func(o, n *spec.Server) bool { return where(o) == where(n) },
	)
	for _, m := range pairs {
		switch {
		case m.New == nil:
			c.add(Change{Kind: "server-removed", Verdict: Breaking, Old: placeOf(m.Old.Node),
				Summary: fmt.Sprintf("server %q is gone", m.Old.Name), Reason: "those who use it find nothing there"})
		case m.Old == nil:
			c.add(Change{Kind: "server-added", Verdict: NonBreaking, New: placeOf(m.New.Node),
				Summary: fmt.Sprintf("there is a new server %q", m.New.Name), Reason: "nobody uses it yet"})
		default:
			c.server(m.Old, m.New)
		}
	}
}

func (c *comparing) server(o, n *spec.Server) {
	at := Change{Verdict: Breaking, Old: placeOf(o.Node), New: placeOf(n.Node), Reason: "those who use the old one find nothing there"}
	for _, f := range []struct{ kind, what, old, new string }{
		{"server-host-changed", "host", o.Host, n.Host},
		{"server-path-changed", "path", strings.TrimSuffix(o.Pathname, "/"), strings.TrimSuffix(n.Pathname, "/")},
		{"server-protocol-changed", "protocol", o.Protocol, n.Protocol},
	} {
		if f.old != f.new {
			at.Kind, at.Summary = f.kind, fmt.Sprintf("the %s of server %q is %q now, it was %q", f.what, n.Name, f.new, f.old)
			c.add(at)
		}
	}
	at.Verdict = Unclear
	if o.ProtocolVersion != n.ProtocolVersion {
		at.Kind, at.Summary = "server-protocol-version-changed", fmt.Sprintf("the protocol version of server %q is %q now, it was %q", n.Name, n.ProtocolVersion, o.ProtocolVersion)
		at.Reason = "whether both understand each other is for the protocol to say"
		c.add(at)
	}
	c.security(o.Security, n.Security, at, c.add)
	c.bindings(o.Bindings, n.Bindings, c.add)
}

// security compares the alternatives by which one may use something; none
// means that nothing is asked for.
func (c *comparing) security(old, new []spec.SecurityRequirement, at Change, add func(Change)) {
	before, after := alternativesOf(old), alternativesOf(new)
	with := func(kind string, v Verdict, summary, reason string) {
		at.Kind, at.Verdict, at.Summary, at.Reason = kind, v, summary, reason
		add(at)
	}
	switch {
	case len(before) == 0 && len(after) > 0 && !slices.Contains(after, ""):
		with("security-added", Breaking, "security is asked for now: "+strings.Join(after, " or "), "those who bring none are refused")
	case len(before) > 0 && len(after) == 0:
		with("security-removed", NonBreaking, "security is not asked for any more", "what was brought is not needed")
	case len(before) == 0:
	default:
		for _, s := range without(before, after) {
			with("security-alternative-removed", Breaking, "one way to get in is gone: "+orNothing(s), "those who use it are refused")
		}
		for _, s := range without(after, before) {
			with("security-alternative-added", NonBreaking, "there is another way to get in: "+orNothing(s), "the others are still there")
		}
	}
}

// alternativesOf describes each requirement by what must be brought.
func alternativesOf(list []spec.SecurityRequirement) (out []string) {
	for _, r := range list {
		var parts []string
		for _, u := range r.Schemes {
			parts = append(parts, schemeText(u))
		}
		slices.Sort(parts)
		out = append(out, strings.Join(parts, " and "))
	}
	return out
}

func schemeText(u spec.SchemeUse) string {
	text := strings.Join(strings.Fields(u.Scheme.Type+" "+u.Scheme.Scheme+" "+u.Scheme.In+" "+u.Scheme.Param), " ")
	if len(u.Scopes) > 0 {
		scopes := slices.Sorted(slices.Values(u.Scopes))
		text += " with " + strings.Join(scopes, ", ")
	}
	return text
}

func orNothing(s string) string {
	if s == "" {
		return "nothing"
	}
	return s
}
