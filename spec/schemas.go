package spec

import "strings"

// schema converts a Schema Object, or in 3.x a Multi Format Schema Object,
// which is one that has the key schema. The format of 2.x stands beside it.
func (c *converter) schema(n *Node, format, name string) *Schema {
	if n == nil || n.Broken() {
		return nil
	}
	s := &Schema{Format: format, Node: n, Name: schemaName(n, name)}
	if d := n.Deref(); c.version.major != 2 && d.Kind == Object && d.Own("schema") != nil {
		c.known(d, multiFormatFields)
		c.schemaFormat(d)
		s.Format, s.Node = c.text(d, "schemaFormat"), d.Own("schema")
		if s.Node.Broken() {
			return nil
		}
	}
	s.Format = ownFormat(s.Format)
	if k := s.Node.Deref().Kind; s.Format == "" && k != Object && k != Bool {
		c.f.at(n, codeType, "a schema must be an object or a boolean, this is %s", k.named())
		return nil
	}
	return s
}

// schemaFormat warns about a Multi Format Schema Object without schemaFormat.
// To the official schema it is a Schema Object with the unknown keyword schema.
func (c *converter) schemaFormat(d *Node) {
	if !d.Has("schemaFormat") {
		f := c.f.at(d, codeRequired, "a multi format schema has no schemaFormat")
		f.Severity, f.Hint = SeverityWarning, "add schemaFormat"
	}
}

// ownFormat returns "" for AsyncAPI's own Schema Object of any version.
func ownFormat(format string) string {
	name, _, _ := strings.Cut(format, ";")
	name = strings.ToLower(strings.TrimSpace(name))
	switch name {
	case "application/vnd.aai.asyncapi", "application/vnd.aai.asyncapi+json", "application/vnd.aai.asyncapi+yaml":
		return ""
	}
	return format
}

// schemaName returns the name people know a schema by: that of what is
// referred to, else the one given.
func schemaName(n *Node, given string) string {
	d := n.Deref()
	if d == n {
		return given
	}
	if name := referredName(d); name != "" {
		return name
	}
	return given
}

// referredName returns the key of a value in its map, or for a whole file the
// file's name without its ending.
func referredName(d *Node) string {
	if d.parent == nil {
		return baseName(d.Pos.File)
	}
	if d.parent.Kind == Object && d.key != "payload" && d.key != "headers" && d.key != "schema" {
		return d.key
	}
	return ""
}

func baseName(file string) string {
	file = file[strings.LastIndexAny(file, `/\`)+1:]
	if i := strings.IndexByte(file, '.'); i > 0 {
		return file[:i]
	}
	return file
}
