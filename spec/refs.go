package spec

import (
	"fmt"
	"strings"
)

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

// fragment follows a fragment from the root of a file.
func (r *resolver) fragment(file *file, fragment string, m mood) (*Node, *fileError) {
	pointer, err := decodePercent(fragment)
	if err != nil {
		pointer = fragment
	}
	if pointer != "" && pointer[0] != '/' {
		hint := "begin it with #/"
		if first, _, _ := strings.Cut(pointer, "/"); file.root.Own(first) != nil {
			hint = fmt.Sprintf("did you mean #/%s?", shorten(pointer))
		}
		return nil, &fileError{codeRefSyntax, "what follows # is not a JSON pointer", hint}
	}
	tokens, err := SplitPointer(pointer)
	if err != nil {
		return nil, &fileError{codeRefSyntax, "what follows # is not a JSON pointer", "write ~0 for ~ and ~1 for / in a key"}
	}
	return r.follow(file, tokens, m)
}

// follow takes the tokens of a pointer one by one, through references.
func (r *resolver) follow(file *file, tokens []string, m mood) (*Node, *fileError) {
	n := file.root
	for i := 0; i < len(tokens); i++ {
		next := r.child(n, tokens[i])
		for hops := 0; next == nil && r.hop(n, m) && hops < maxRefChain; hops++ {
			n = n.Target
			next = r.child(n, tokens[i])
		}
		if next == nil {
			var used int
			if next, used = r.joined(n, tokens[i:]); next == nil {
				return nil, r.missing(n, tokens, i)
			}
			i += used - 1
		}
		n = next
	}
	return n, nil
}

// joined finds a key that contains slashes where the pointer does not escape them.
func (r *resolver) joined(n *Node, tokens []string) (*Node, int) {
	const most = 8
	for used := min(len(tokens), most); used > 1; used-- {
		if next := r.child(n, strings.Join(tokens[:used], "/")); next != nil {
			r.loose = true
			return next, used
		}
	}
	return nil, 0
}

// hop makes sure that n's own reference is resolved and reports whether it has a target.
func (r *resolver) hop(n *Node, m mood) bool {
	if n.state == refNone && n.Ref() != "" && r.depth < maxRefChain {
		r.depth++
		r.resolve(visit{n, r.fileOf(n, r.files.main), m}, n.Own("$ref"))
		r.depth--
	}
	return n.Target != nil
}

// child returns a member or item.
func (r *resolver) child(n *Node, token string) *Node {
	if n.Kind == Array {
		if i, ok := arrayIndex(token); ok && i < len(n.Items) {
			return n.Items[i]
		}
		return nil
	}
	const few = 16
	if len(n.Members) < few {
		return n.Own(token)
	}
	index := r.index[n]
	if index == nil {
		index = make(map[string]*Node, len(n.Members))
		for _, m := range n.Members {
			index[m.Key] = m.Value
		}
		r.index[n] = index
	}
	return index[token]
}

// missing says what is there instead of the token at i.
func (r *resolver) missing(n *Node, tokens []string, i int) *fileError {
	err := &fileError{codeRefMissing, fmt.Sprintf("there is no %q", shorten(JoinPointer("", tokens[:i+1]...))), ""}
	switch {
	case n.state == refActive:
		err.code, err.summary = codeRefCycle, "the reference leads through itself"
	case n.Kind == Object && n.state != refBroken:
		err.hint = r.f.didYouMean(tokens[i], n.keys())
		if err.hint == "" && len(n.Members) > 0 {
			err.hint = "there are: " + listing(n.keys())
		}
	case n.Kind == Array:
		err.hint = fmt.Sprintf("the list has %d items", len(n.Items))
	}
	return err
}

// listing joins the first few words.
func listing(words []string) string {
	const few = 5
	var list []string
	for _, w := range words[:min(len(words), few)] {
		list = append(list, shorten(w))
	}
	if len(words) > few {
		list = append(list, "…")
	}
	return strings.Join(list, ", ")
}

// checkChains breaks references that lead only to each other, and chains that
// are too long.
func (r *resolver) checkChains() {
	length := make(map[*Node]int, len(r.refs)) // -1: on the way
	moods := make(map[*Node]visit, len(r.refs))
	for _, v := range r.refs {
		moods[v.n] = v
	}
	for _, v := range r.refs {
		var way []*Node
		n := v.n
		for n.Target != nil && length[n] == 0 {
			length[n] = -1
			way = append(way, n)
			n = n.Target
		}
		if n.Target != nil && length[n] == -1 {
			way = r.breakLoop(n, way, moods, length)
		}
		r.measure(n, way, moods, length)
	}
}

// breakLoop reports a loop of references once and breaks all of them. It
// returns what of the way leads into the loop.
func (r *resolver) breakLoop(start *Node, way []*Node, moods map[*Node]visit, length map[*Node]int) []*Node {
	first := 0
	for way[first] != start {
		first++
	}
	var places []string
	for _, n := range way[first:] {
		places = append(places, "#"+n.Pointer())
		n.Target, n.state, length[n] = nil, refBroken, 1
	}
	text := strings.Join(places[:min(len(places), 5)], " → ")
	if len(places) > 5 {
		text += " → …"
	}
	r.report(moods[start], start.Own("$ref"), &fileError{codeRefCycle, "references lead round in a loop: " + text + " → " + places[0], "let one of them hold the value"})
	return way[:first]
}

// measure counts the chains of the way, which ends at n.
func (r *resolver) measure(n *Node, way []*Node, moods map[*Node]visit, length map[*Node]int) {
	count := max(length[n], 0)
	for i := len(way) - 1; i >= 0; i-- {
		count++
		length[way[i]] = count
		if count <= maxRefChain-1 {
			continue
		}
		if count == maxRefChain {
			r.report(moods[way[i]], way[i].Own("$ref"), &fileError{codeRefChain, fmt.Sprintf("more than %d references follow one another", maxRefChain-1), "refer to the value itself"})
		}
		way[i].Target, way[i].state = nil, refBroken
	}
}
