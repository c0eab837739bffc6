package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// setHeaders makes the headers of a message, a JSON object, those of a
// response. The Mock has left out what cannot stand there. A page of another
// origin may read them.
func setHeaders(h http.Header, message json.RawMessage) {
	var values map[string]json.RawMessage
	if json.Unmarshal(message, &values) != nil {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if string(values[name]) == "null" {
			continue
		}
		h.Set(name, headerText(values[name]))
		if exposed := h["Access-Control-Expose-Headers"]; len(exposed) > 0 {
			h.Add("Access-Control-Expose-Headers", name)
		}
	}
}

// headerText writes a value as the text of a header: the items of a list with
// commas (RFC 9110, 5.6.1), all else that is no string as its JSON.
func headerText(value json.RawMessage) string {
	var text string
	var list []json.RawMessage
	switch {
	case json.Unmarshal(value, &text) == nil:
		return text
	case json.Unmarshal(value, &list) == nil:
		texts := make([]string, len(list))
		for i, item := range list {
			texts[i] = headerText(item)
		}
		return strings.Join(texts, ", ")
	}
	return string(value)
}
