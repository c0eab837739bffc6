package spec

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// ErrSplice says that a text could not be edited without changing its meaning.
var ErrSplice = errors.New("the text cannot be edited safely")

// An Edit adds a member to an object of a YAML or JSON text.
type Edit struct {
	Pointer string // JSON pointer of the object
	Key     string
	Value   json.RawMessage
}

// Splice adds members to the objects of a text, in the style the objects are
// written in. All that is not added stays as it is, byte by byte. The result
// was read again: it differs from source in the members that were added and in
// nothing else. What cannot be added so is refused.
func Splice(name string, source []byte, edits []Edit) (out []byte, refused []Edit, err error) {
	if out, err = splice(name, source, edits); err == nil {
		return out, nil, nil
	}
	var good []Edit
	for _, e := range edits {
		if _, err := splice(name, source, []Edit{e}); err != nil {
			refused = append(refused, e)
		} else {
			good = append(good, e)
		}
	}
	out, err = splice(name, source, good)
	return out, refused, err
}

// splice applies all edits, or none.
func splice(name string, source []byte, edits []Edit) ([]byte, error) {
	root, _ := Parse(name, source)
	if root == nil {
		return nil, ErrUnusable
	}
	t := newSplicing(name, source)
	var pieces []piece
	for _, e := range edits {
		p, err := t.piece(root, e)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, p)
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return a.at - b.at })
	var out []byte
	from := 0
	for _, p := range pieces {
		out = append(append(out, source[from:p.at]...), p.text...)
		from = p.at
	}
	out = append(out, source[from:]...)
	return out, verify(name, root, out, edits)
}

// verify reads the result and compares it with what was meant.
func verify(name string, root *Node, out []byte, edits []Edit) error {
	want := root.Any()
	for _, e := range edits {
		value, _ := Parse("value.json", e.Value)
		object, err := objectIn(want, e.Pointer)
		if err != nil || value == nil {
			return fmt.Errorf("%w at %q", ErrSplice, e.Pointer)
		}
		object[e.Key] = value.Any()
	}
	if got, _ := Parse(name, out); got == nil || !reflect.DeepEqual(got.Any(), want) {
		return fmt.Errorf("%w", ErrSplice)
	}
	return nil
}

// objectIn returns the object of a tree that a pointer leads to.
func objectIn(tree any, pointer string) (map[string]any, error) {
	tokens, err := SplitPointer(pointer)
	if err != nil {
		return nil, err
	}
	for _, token := range tokens {
		switch v := tree.(type) {
		case map[string]any:
			tree = v[token]
		case []any:
			if i, ok := arrayIndex(token); ok && i < len(v) {
				tree = v[i]
			}
		}
	}
	object, ok := tree.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%w: no object at %q", ErrPointer, pointer)
	}
	return object, nil
}
