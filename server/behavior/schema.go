package behavior

import (
	"encoding/json"
)

// Schema returns the JSON Schema (draft-07) of behavior files, for editors.
// It knows exactly the keys that Load knows.
func Schema() []byte {
	w := &schemaWriter{defs: map[string]any{}, done: map[*object]bool{}}
	root := w.object(newGrammar())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["title"] = "asyncmock behavior file"
	root["definitions"] = w.defs
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		panic(err) // the grammar holds what JSON cannot
	}
	return append(text, '\n')
}

// A schemaWriter prints forms as JSON Schema. Objects are definitions, since
// conditions and actions are made of each other.
type schemaWriter struct {
	defs map[string]any
	done map[*object]bool
}

func (w *schemaWriter) of(f form) map[string]any {
	switch f := f.(type) {
	case *scalar:
		return scalarSchema(f)
	case *words:
		return wordsSchema(f)
	case *list:
		return bounded(map[string]any{"type": "array", "items": w.of(f.of)}, "maxItems", f.most)
	case *mapping:
		s := map[string]any{"type": "object", "additionalProperties": w.of(f.of)}
		if f.pattern != "" {
			s["propertyNames"] = map[string]any{"pattern": f.pattern}
		}
		return bounded(s, "maxProperties", f.most)
	case *object:
		if !w.done[f] {
			w.done[f] = true
			w.defs[f.name] = w.object(f)
		}
		return map[string]any{"$ref": "#/definitions/" + f.name}
	case either:
		var all []any
		for _, each := range f {
			all = append(all, w.of(each))
		}
		return map[string]any{"anyOf": all}
	}
	return map[string]any{}
}

func bounded(s map[string]any, keyword string, most int) map[string]any {
	if most > 0 {
		s[keyword] = most
	}
	return s
}

// object is the schema of an object with the keys of a table.
func (w *schemaWriter) object(o *object) map[string]any {
	properties, required := map[string]any{}, []string{}
	var one []any
	for _, k := range o.keys {
		// Draft-07 ignores what stands beside $ref, so the help goes around it.
		properties[k.name] = map[string]any{"description": k.help, "allOf": []any{w.of(k.of)}}
		if k.must {
			required = append(required, k.name)
		}
		if k.one {
			one = append(one, map[string]any{"required": []string{k.name}})
		}
	}
	s := map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	if o.least == 1 {
		s["oneOf"] = one
	}
	return s
}

func scalarSchema(s *scalar) map[string]any {
	types := []string{}
	for _, k := range s.kinds {
		types = append(types, k.String())
	}
	out := map[string]any{"type": types}
	if len(types) == 1 {
		out["type"] = types[0]
	}
	for key, value := range s.schema {
		out[key] = value
	}
	return out
}

// wordsSchema allows true and false for on and off, as YAML 1.1 means them.
func wordsSchema(w *words) map[string]any {
	values := []any{}
	for _, word := range w.list {
		values = append(values, word)
		switch word {
		case "on":
			values = append(values, true)
		case "off":
			values = append(values, false)
		}
	}
	return map[string]any{"enum": values}
}
