package lint

import (
	"slices"

	"asyncmock/spec"
)

// knownSchemes holds that requirements of 2.x name schemes that are defined.
func knownSchemes(d *document) {
	schemes := keys(d.root.At("components", "securitySchemes"))
	d.requirements(func(requirement *spec.Node, m spec.Member, scheme *spec.Node) {
		if scheme == nil {
			d.addKey(requirement, m, "security-scheme-unknown", d.guess(m.Key, schemes), "there is no security scheme %q", shorten(m.Key))
		}
	})
}

// knownScopes holds that scopes are among those of the scheme's flows; only
// OAuth and OpenID Connect have any (AsyncAPI 2.6.0, Security Requirement Object).
func knownScopes(d *document) {
	d.requirements(func(_ *spec.Node, m spec.Member, scheme *spec.Node) {
		kind := scheme.Get("type").Str()
		if kind == "openIdConnect" {
			return // the provider knows them
		}
		known := scopes(scheme)
		for _, scope := range m.Value.List() {
			switch {
			case !scope.Is(spec.String):
			case kind == "oauth2" && !known[scope.Str()]:
				d.add(scope, "security-scope-unknown", d.guess(scope.Str(), sorted(known)), "the scheme %q has no scope %q", shorten(m.Key), shorten(scope.Str()))
			case slices.Contains(withoutScopes, kind):
				d.add(scope, "security-scope-unknown", "write []", "the scheme %q is of type %s, which has no scopes", shorten(m.Key), shorten(kind))
			}
		}
	})
}

// withoutScopes are the types of security schemes whose requirements list nothing.
var withoutScopes = []string{
	"userPassword", "apiKey", "X509", "symmetricEncryption", "asymmetricEncryption",
	"httpApiKey", "http", "plain", "scramSha256", "scramSha512", "gssapi",
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
