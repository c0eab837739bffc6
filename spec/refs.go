package spec

import "strings"

// A resolver sets the Target of every Reference Object that is reachable.
//
// References are JSON References: only $ref counts, keys beside it are
// ignored (AsyncAPI 3.1.0, Reference Object), and a pointer on its way
// through another reference follows it.
type resolver struct {
	files *files
	f     *findings
	// itemsOf is the channels object of a 2.x document, whose items may have
	// fields beside $ref.
	itemsOf *Node
	queue   []visit // values to walk
	later   []visit // values of extensions, walked last and without findings
	refs    []visit // all references met
	index   map[*Node]map[string]*Node
	depth   int
	loose   bool // the last pointer was understood, but is not written as it should be
}

// visit is a value to look at, in its file.
type visit struct {
	n    *Node
	file *file
	mood mood
}

// mood says what a broken reference is worth.
type mood uint8

const (
	strict mood = iota // an error
	data               // a warning: in examples and constants $ref may be data
	quiet              // nothing: in extensions
)

// resolveAll resolves what is reachable from the main file.
func (r *resolver) resolveAll(main *file) {
	r.index = map[*Node]map[string]*Node{}
	r.queue = append(r.queue, visit{main.root, main, strict})
	for len(r.queue) > 0 || len(r.later) > 0 {
		if len(r.queue) == 0 {
			r.queue, r.later = r.later, nil
		}
		v := r.queue[len(r.queue)-1]
		r.queue = r.queue[:len(r.queue)-1]
		r.walk(v, false)
	}
	r.checkChains()
}

// walk visits a value and all below it. inMap says that the keys of n are
// names the document chose, not the specification's.
func (r *resolver) walk(v visit, inMap bool) {
	n := v.n
	if n.Kind < Array || n.state != refNone {
		return
	}
	if ref := n.Own("$ref"); ref != nil && ref.Kind == String {
		r.resolve(v, ref)
		if n.parent != r.itemsOf || n.parent == nil {
			r.siblings(v)
			return
		}
	} else {
		n.state = refWalked
	}
	for _, item := range n.Items {
		r.walk(visit{item, v.file, v.mood}, false)
	}
	for _, m := range n.Members {
		r.walkMember(v, m, inMap)
	}
}

func (r *resolver) walkMember(v visit, m Member, inMap bool) {
	if m.Value.Kind < Array {
		return
	}
	next := visit{m.Value, v.file, v.mood}
	if !inMap && strings.HasPrefix(m.Key, "x-") {
		next.mood = quiet
		r.later = append(r.later, next)
		return
	}
	if !inMap && isDataKey(m.Key) {
		next.mood = max(next.mood, data)
	}
	r.walk(next, !inMap && isMapKey(m.Key))
}

// isDataKey reports whether plain data stands under the key.
func isDataKey(key string) bool {
	switch key {
	case "example", "examples", "default", "const", "enum":
		return true
	}
	return false
}

// isMapKey reports whether an object under the key has names for keys.
func isMapKey(key string) bool {
	switch key {
	case "properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies",
		"servers", "channels", "operations", "messages", "schemas", "parameters", "variables", "serverVariables",
		"securitySchemes", "correlationIds", "replies", "replyAddresses", "operationTraits", "messageTraits",
		"serverBindings", "channelBindings", "operationBindings", "messageBindings":
		return true
	}
	return false
}

// siblings tells about a key beside $ref, rather one that was meant to have
// an effect than a text for people.
func (r *resolver) siblings(v visit) {
	if v.mood != strict || len(v.n.Members) < 2 {
		return
	}
	var found *Member
	for i := range v.n.Members {
		m := &v.n.Members[i]
		if m.Key == "$ref" || strings.HasPrefix(m.Key, "x-") {
			continue
		}
		if found == nil || isDescriptive(found.Key) && !isDescriptive(m.Key) {
			found = m
		}
	}
	if found == nil {
		return
	}
	d := r.f.key(v.n, *found, codeRefSiblings, "%q beside $ref is ignored", shorten(found.Key))
	d.Hint = "move it into the referenced object"
	if isDescriptive(found.Key) {
		d.Severity = SeverityInfo
	}
}

// isDescriptive reports the keys that change nothing about what is served.
func isDescriptive(key string) bool {
	switch key {
	case "title", "summary", "description", "tags", "externalDocs", "deprecated", "$comment":
		return true
	}
	return false
}

// resolve sets the Target of a Reference Object.
func (r *resolver) resolve(v visit, ref *Node) {
	n := v.n
	n.state = refActive
	target, file, err := r.find(v, ref.Text)
	if err != nil {
		n.state = refBroken
		r.report(v, ref, err)
		return
	}
	if r.loose && v.mood == strict {
		r.f.at(ref, codeRefUnescaped, "a key in $ref %q contains /", shorten(ref.Text)).Hint = "write ~1 for / in a key"
	}
	r.loose = false
	n.Target, n.state = target, refResolved
	r.refs = append(r.refs, v)
	if target.state == refNone && target.Kind >= Array {
		r.queue = append(r.queue, visit{target, file, v.mood})
	}
}

func (r *resolver) report(v visit, ref *Node, err *fileError) {
	if v.mood == quiet {
		return
	}
	d := r.f.at(ref, err.code, "$ref %q: %s", shorten(ref.Text), err.summary)
	d.Hint = err.hint
	if v.mood == data {
		d.Severity = SeverityWarning
	}
}

// find returns the value a reference names, and its file.
func (r *resolver) find(v visit, ref string) (*Node, *file, *fileError) {
	location, fragment, _ := strings.Cut(ref, "#")
	file := v.file
	if location != "" {
		file = r.files.open(v.file, location, v.mood == quiet)
	} else if ref == "" {
		return nil, nil, &fileError{codeRefSyntax, "the reference is empty", ""}
	}
	if file.err != nil {
		return nil, nil, file.err
	}
	if n := file.found[fragment]; n != nil {
		return n, file, nil
	}
	n, err := r.fragment(file, fragment, v.mood)
	if err != nil {
		return nil, nil, err
	}
	if file.found == nil {
		file.found = map[string]*Node{}
	}
	file.found[fragment] = n
	return n, r.fileOf(n, file), nil
}

// fileOf returns the file n was written in: through a reference a pointer may
// lead into another file.
func (r *resolver) fileOf(n *Node, likely *file) *file {
	for n.parent != nil {
		n = n.parent
	}
	if n == likely.root {
		return likely
	}
	for _, f := range r.files.byKey { // at most one has this root
		if f.root == n {
			return f
		}
	}
	return likely
}
