package spec

import "strings"

// securitySchemes converts components.securitySchemes.
func (c *converter) securitySchemes(components *Node) {
	if components == nil {
		return
	}
	for _, m := range c.entries(components, "securitySchemes") {
		if s := c.scheme(m.Value, m.Key); s != nil {
			c.doc.SecuritySchemes = append(c.doc.SecuritySchemes, s)
		}
	}
}

// scheme converts a Security Scheme Object, each once.
func (c *converter) scheme(n *Node, name string) *SecurityScheme {
	o := c.object(n, "a security scheme")
	if o == nil {
		return nil
	}
	if known := c.schemes[o]; known != nil {
		return known
	}
	c.known(o, schemeFields)
	c.schemeFields(o)
	s := &SecurityScheme{
		Name: name, Type: c.text(o, "type"), Scheme: c.text(o, "scheme"),
		In: c.text(o, "in"), Param: c.text(o, "name"), Node: o,
	}
	c.schemes[o] = s
	return s
}

// schemeTypes are the types of security schemes with the fields they demand.
var schemeTypes = []struct {
	name     string
	required []string
}{
	{"userPassword", nil}, {"apiKey", []string{"in"}}, {"X509", nil}, {"symmetricEncryption", nil}, {"asymmetricEncryption", nil},
	{"httpApiKey", []string{"name", "in"}}, {"http", []string{"scheme"}}, {"oauth2", []string{"flows"}}, {"openIdConnect", []string{"openIdConnectUrl"}},
	{"plain", nil}, {"scramSha256", nil}, {"scramSha512", nil}, {"gssapi", nil},
}

// schemeFields checks the type and the fields it demands.
func (c *converter) schemeFields(o *Node) {
	c.require(o, "a security scheme", "type")
	typ := c.text(o, "type")
	if typ == "" {
		return
	}
	var names []string
	for _, t := range schemeTypes {
		if t.name == typ {
			c.require(o, "a security scheme of type "+typ, t.required...)
			return
		}
		names = append(names, t.name)
	}
	d := c.f.at(o.Own("type"), codeValue, "%q is no type of security scheme", shorten(typ))
	if d.Hint = c.f.didYouMean(typ, names); d.Hint == "" {
		d.Hint = "there are: " + strings.Join(names, ", ")
	}
}

// security converts the requirements of a server or operation: alternatives.
func (c *converter) security(o *Node) []SecurityRequirement {
	var list []SecurityRequirement
	for _, item := range c.list(o, "security") {
		if c.version.major == 2 {
			if r, ok := c.requirement(item); ok {
				list = append(list, r)
			}
			continue
		}
		if s := c.scheme(item, referredName(item.Deref())); s != nil {
			use := SchemeUse{Scheme: s, Scopes: s.Node.Get("scopes").Strings()}
			list = append(list, SecurityRequirement{Schemes: []SchemeUse{use}, Node: item})
		}
	}
	return list
}

// requirement converts a Security Requirement Object of 2.x: all names in it
// must hold. One with an unknown name is dropped: it cannot be met.
func (c *converter) requirement(item *Node) (SecurityRequirement, bool) {
	o := c.object(item, "a security requirement")
	if o == nil {
		return SecurityRequirement{}, false
	}
	r := SecurityRequirement{Node: o}
	for _, m := range o.Members {
		s := c.schemeNamed(m.Key)
		if s == nil {
			d := c.f.key(o, m, codeScheme, "there is no security scheme %q", shorten(m.Key))
			d.Hint = c.f.didYouMean(m.Key, c.schemeNames())
			return r, false
		}
		r.Schemes = append(r.Schemes, SchemeUse{Scheme: s, Scopes: m.Value.Strings()})
	}
	return r, true
}

func (c *converter) schemeNamed(name string) *SecurityScheme {
	return c.schemes[c.root.At("components", "securitySchemes", name).Deref()]
}

func (c *converter) schemeNames() []string {
	return c.root.At("components", "securitySchemes").keys()
}
