package spec

import (
	"slices"
	"strings"
)

// server converts an entry of servers.
func (c *converter) server(m Member) {
	o := c.object(m.Value, "a server")
	if o == nil {
		return
	}
	c.known(o, serverFields)
	s := &Server{
		Name: m.Key, Protocol: strings.ToLower(c.text(o, "protocol")), ProtocolVersion: c.text(o, "protocolVersion"),
		Title: c.text(o, "title"), Summary: c.text(o, "summary"), Description: c.text(o, "description"),
		Bindings: c.bindings(o), Extensions: extensions(o), Node: o,
	}
	if s.Protocol != "" && !slices.Contains(protocols, s.Protocol) {
		c.f.at(o.Own("protocol"), codeProtocol, "the protocol %q is not known", shorten(s.Protocol)).Hint = c.f.didYouMean(s.Protocol, protocols)
	}
	s.Variables = c.variables(o)
	if c.version.major == 2 {
		c.require(o, "a server", "url", "protocol")
		s.Host, s.Pathname = splitServerURL(c.substitute(o, "url", s.Variables))
	} else {
		c.require(o, "a server", "host", "protocol")
		c.hostAndPath(o, s)
	}
	s.Security = c.security(o)
	c.doc.Servers = append(c.doc.Servers, s)
	c.servers[m.Value] = s
	if c.servers[o] == nil {
		c.servers[o] = s
	}
}

// protocols are those that the specification and its bindings name.
var protocols = []string{
	"ws", "wss", "http", "https", "sse", "kafka", "kafka-secure", "mqtt", "mqtts", "secure-mqtt", "mqtt5", "mqtt5-secure", "amqp", "amqps", "amqp1",
	"nats", "redis", "rediss", "stomp", "stomps", "jms", "sns", "sqs", "googlepubsub", "pulsar", "solace", "ibmmq", "ibmmq-secure", "anypointmq", "mercure", "ros2",
}

// hostAndPath reads host and pathname; a scheme or path in host is split off.
func (c *converter) hostAndPath(o *Node, s *Server) {
	host := c.substitute(o, "host", s.Variables)
	var rest string
	s.Host, rest = splitServerURL(host)
	if s.Host != host {
		c.f.at(o.Get("host"), codeServerAddress, "host %q holds more than a host and a port", shorten(host)).Hint = "move the path to pathname and the scheme to protocol"
	}
	s.Pathname = c.substitute(o, "pathname", s.Variables)
	if s.Pathname != "" && !strings.HasPrefix(s.Pathname, "/") {
		c.f.at(o.Get("pathname"), codeServerAddress, "pathname %q does not begin with /", shorten(s.Pathname))
		s.Pathname = "/" + s.Pathname
	}
	if rest != "" {
		s.Pathname = strings.TrimSuffix(rest, "/") + s.Pathname
	}
}

// splitServerURL splits the url of a 2.x server, which may lack the scheme or
// be relative, into host and path. Query and fragment are dropped.
func splitServerURL(text string) (host, pathname string) {
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		text = text[:i]
	}
	if _, rest, found := strings.Cut(text, "://"); found {
		text = rest
	} else {
		text = strings.TrimPrefix(text, "//")
		if strings.HasPrefix(text, ".") {
			text = "/" + strings.TrimLeft(text, "./")
		}
	}
	host, pathname = text, ""
	if i := strings.IndexByte(text, '/'); i >= 0 {
		host, pathname = text[:i], text[i:]
	}
	return host[strings.LastIndexByte(host, '@')+1:], pathname
}

// variables converts the Server Variable Objects and chooses their values:
// given by the user, default, first of enum, first example.
func (c *converter) variables(o *Node) []ServerVariable {
	var list []ServerVariable
	for _, m := range c.entries(o, "variables") {
		n := c.object(m.Value, "a server variable")
		if n == nil {
			continue
		}
		c.known(n, variableFields)
		v := ServerVariable{Name: m.Key, Enum: n.Own("enum").Strings(), Default: n.Own("default").Scalar(), Examples: n.Own("examples").Strings(), Node: n}
		c.choose(&v)
		list = append(list, v)
	}
	return list
}

func (c *converter) choose(v *ServerVariable) {
	given, ok := c.opts.Variables[v.Name]
	switch {
	case ok:
		v.Value = given
	case v.Default != "" || v.Node.Has("default"):
		v.Value = v.Default
	case len(v.Enum) > 0:
		v.Value = v.Enum[0]
	case len(v.Examples) > 0:
		v.Value = v.Examples[0]
	default:
		c.f.at(v.Node, codeVariableUnset, "the server variable %q has no value", shorten(v.Name)).Hint = "give it a default, or use --server-var " + shorten(v.Name) + "=VALUE"
		v.Value = "{" + v.Name + "}"
		return
	}
	if len(v.Enum) > 0 && !slices.Contains(v.Enum, v.Value) {
		d := c.f.at(v.Node, codeVariableEnum, "the value %q of the server variable %q is not in its enum", shorten(v.Value), shorten(v.Name))
		d.Hint = "there are: " + listing(v.Enum)
		if !ok {
			d.Severity = SeverityWarning // the specification does not demand it of a default
		}
	}
}

// substitute fills the variables into a field, before anything is parsed.
func (c *converter) substitute(o *Node, key string, variables []ServerVariable) string {
	text := c.text(o, key)
	values := make(map[string]string, len(variables))
	for _, v := range variables {
		values[v.Name] = v.Value
	}
	var filled strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		filled.WriteString(before)
		name, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			if found {
				filled.WriteString("{" + rest)
			}
			return filled.String()
		}
		value, ok := values[name]
		if !ok {
			c.f.at(o.Get(key), codeVariableUnknown, "the variable %q is not defined", shorten(name)).Hint = "define it under variables"
			filled.WriteString("{" + name + "}")
		} else {
			filled.WriteString(value)
		}
		text = after
	}
}
