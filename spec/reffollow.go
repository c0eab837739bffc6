package spec

import (
	"fmt"
	"strings"
)

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
