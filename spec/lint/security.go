package lint

import (
	"asyncmock/spec"
)

// knownSchemes holds that requirements of 2.x name schemes that are defined.
func knownSchemes(d *document) {
	d.requirements(func(requirement *spec.Node, m spec.Member, scheme *spec.Node) {
		if scheme == nil {
			schemes := keys(d.root.At("components", "securitySchemes"))
			d.addKey(requirement, m, "security-scheme-unknown", spec.DidYouMean(m.Key, schemes), "there is no security scheme %q", shorten(m.Key))
		}
	})
}

// knownScopes holds that scopes are among those of the scheme's flows.
func knownScopes(d *document) {
	d.requirements(func(_ *spec.Node, m spec.Member, scheme *spec.Node) {
		if scheme.Get("type").Str() != "oauth2" {
			return
		}
		known := scopes(scheme)
		for _, scope := range m.Value.List() {
			if scope.Is(spec.String) && !known[scope.Str()] {
				d.add(scope, "security-scope-unknown", spec.DidYouMean(scope.Str(), sorted(known)), "the scheme %q has no scope %q", shorten(m.Key), shorten(scope.Str()))
			}
		}
	})
}

// requirements visits the security requirements of 2.x, of servers and operations.
func (d *document) requirements(visit func(requirement *spec.Node, m spec.Member, scheme *spec.Node)) {
	if !d.v2() {
		return
	}
	schemes := d.root.At("components", "securitySchemes")
	var holders []*spec.Node
	for _, s := range d.entries("servers") {
		holders = appendObject(holders, s.Value)
	}
	for _, o := range append(holders, d.operations()...) {
		for _, requirement := range o.Get("security").List() {
			if requirement = requirement.Deref(); requirement.Kind != spec.Object {
				continue
			}
			for _, m := range requirement.Members {
				visit(requirement, m, schemes.Get(m.Key))
			}
		}
	}
}

// oauthFlows are the flows of the OAuth Flows Object.
var oauthFlows = [...]string{"implicit", "password", "clientCredentials", "authorizationCode"}

func scopes(scheme *spec.Node) map[string]bool {
	known := map[string]bool{}
	for _, flow := range oauthFlows {
		for _, e := range entriesOf(scheme.At("flows", flow, "scopes")) {
			known[e.Key] = true
		}
	}
	return known
}
