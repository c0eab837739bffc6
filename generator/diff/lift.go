package diff

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"asyncmock/spec"
)

// put returns a copy of a value with another one at a path, made of what is
// there by way, and what stands there now. Where the path says each, it is the
// first item or property; what is absent last is added.
func put(tree any, path []string, v any, way func(is, v any) any) (out, local any, ok bool) {
	if len(path) == 0 {
		local = way(tree, v)
		return local, local, true
	}
	switch t := tree.(type) {
	case map[string]any:
		key := path[0]
		if key == each {
			if len(t) == 0 {
				return nil, nil, false
			}
			key = last(t)
		}
		is, present := t[key]
		if !present && len(path) > 1 {
			return nil, nil, false
		}
		sub, local, ok := put(is, path[1:], v, way)
		c := maps.Clone(t)
		c[key] = sub
		return c, local, ok
	case []any:
		i, err := strconv.Atoi(strings.Replace(path[0], each, "0", 1))
		if err != nil || i >= len(t) {
			return nil, nil, false
		}
		sub, local, ok := put(t[i], path[1:], v, way)
		c := slices.Clone(t)
		c[i] = sub
		return c, local, ok
	}
	return nil, nil, false
}

// last returns the key that sorts last: the same on every run.
func last(object map[string]any) string {
	return slices.Max(slices.Collect(maps.Keys(object)))
}

func replaced(_, v any) any { return v }

// overlaid adds the properties of an object to those that are there: other
// parts of the schema may need them.
func overlaid(is, v any) any {
	under, ok := is.(map[string]any)
	over, also := v.(map[string]any)
	if !ok || !also {
		return v
	}
	out := maps.Clone(under)
	maps.Copy(out, over)
	return out
}

// encode writes a value as compact JSON with sorted keys.
func encode(tree any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(tree) != nil {
		return nil
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// at returns the value that a JSON pointer leads to, nil where there is none.
func at(tree any, pointer string) any {
	tokens, err := spec.SplitPointer(pointer)
	if err != nil {
		return nil
	}
	for _, token := range tokens {
		switch t := tree.(type) {
		case map[string]any:
			tree = t[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(t) {
				return nil
			}
			tree = t[i]
		default:
			return nil
		}
	}
	return tree
}
