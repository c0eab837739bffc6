package control

import (
	"context"
	"errors"
	"testing"

	"asyncmock/spec"
)

// TestReload: what the reader of the documents says is passed on.
func TestReload(t *testing.T) {
	var done *Reloaded
	var findings spec.Diagnostics
	var failed error
	d := newDesk(t, func(o *Options) {
		o.Reload = func(context.Context) (*Reloaded, spec.Diagnostics, error) { return done, findings, failed }
	})
	done = &Reloaded{
		Documents: []ReloadedDocument{{Document: "talk.yaml", Changed: true, Routes: 2, Added: []string{"/news"}, Removed: []string{}, Connections: 1}},
		Lost:      []string{"fault drop,route=/old: its route is gone"},
	}
	got := d.ask("POST reload", `{}`).want(200)
	if first := got["documents"].([]any)[0].(map[string]any); first["document"] != "talk.yaml" || first["added"].([]any)[0] != "/news" || len(got["lost"].([]any)) != 1 {
		t.Errorf("got %v", got)
	}
	failed = errors.New("talk.yaml: the document cannot be used")
	findings = spec.Diagnostics{{Code: "bad", Severity: spec.SeverityError, Pos: spec.Pos{File: "talk.yaml", Line: 3, Column: 7}, Summary: "bad"}}
	answer := d.ask("POST reload", `{}`)
	answer.refused(422, "reload-refused")
	first := answer.want(422)["findings"].([]any)[0].(map[string]any)
	if first["file"] != "talk.yaml" || first["line"] != 3.0 || first["column"] != 7.0 || first["severity"] != "error" {
		t.Errorf("got %v", first)
	}
	d.ask("POST reload", `{"all":true}`).refused(400, "body-invalid")
	d.ask("POST reload", nil).refused(415, "content-type-unsupported")
	newDesk(t).ask("POST reload", `{}`).refused(404, "reload-unknown")
}
