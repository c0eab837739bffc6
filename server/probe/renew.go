package probe

import (
	"encoding/json"
	"fmt"
	"slices"

	"asyncmock/server"
)

// renew gives a message the path's parameters where the document says that it
// has them (CHN-8), and another correlation id where its own was used before.
func (t *Talk) renew(s *Step) {
	v, err := s.Incoming.Message.Decode(s.Payload, s.Binary)
	if err != nil || s.Binary {
		return
	}
	changed := false
	if s.Incoming.Channel != nil {
		for _, p := range s.Incoming.Channel.Parameters {
			i := slices.IndexFunc(t.place.params, func(b server.Param) bool { return b.Name == p.Name })
			if i >= 0 && p.Location != nil && !p.Location.Header {
				changed = replace(v.Tree, p.Location.Pointer, t.place.params[i].JSON) || changed
			}
		}
	}
	if id := s.Incoming.Message.CorrelationID; id != nil && !id.Header {
		changed = t.another(v.Tree, id.Pointer) || changed
	}
	if !changed {
		return
	}
	payload, err := server.AppendValue(nil, v.Tree, 1<<30)
	if err != nil {
		return
	}
	if v, err = s.Incoming.Message.Decode(payload, false); err == nil && len(s.Incoming.Message.Validate(v)) == 0 {
		s.Payload = payload
	}
}

// another replaces an id that was used before by one that was not.
func (t *Talk) another(tree any, pointer string) bool {
	v, ok := server.Lookup(tree, pointer)
	if !ok {
		return false
	}
	id := text(v)
	if !slices.Contains(t.ids, id) {
		t.ids = append(t.ids, id)
		return false
	}
	n := len(t.ids) + 1
	t.ids = append(t.ids, "")
	if _, isNumber := v.(json.Number); isNumber {
		return replace(tree, pointer, json.RawMessage(fmt.Sprint(1_000_000+n)))
	}
	return replace(tree, pointer, json.RawMessage(fmt.Sprintf(`"probe-%d"`, n)))
}
