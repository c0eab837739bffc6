package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"asyncmock/spec"
)

// reasons say why findings differ from what others say, by the code of the
// finding or by the id of the document.
type reasons struct {
	text map[string]string
	used map[string]bool
}

func readReasons(t *testing.T) *reasons {
	t.Helper()
	text, err := os.ReadFile("testdata/corpus-reasons.tsv")
	if err != nil {
		t.Fatal(err)
	}
	r := &reasons{text: map[string]string{}, used: map[string]bool{}}
	for line := range strings.Lines(string(text)) {
		key, reason, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || reason == "" || r.text[key] != "" {
			t.Errorf("testdata/corpus-reasons.tsv: %q is not a new key, a tab and a reason", line)
		}
		r.text[key] = reason
	}
	return r
}

// idOf is the id of a document of the corpus, whose name stays where it is.
func idOf(name string) string {
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:6])
}

// of returns the first reason there is.
func (r *reasons) of(keys ...string) string {
	for _, key := range keys {
		if r.text[key] != "" {
			r.used[key] = true
			return r.text[key]
		}
	}
	return ""
}

// ofFindings returns the reason of the first finding of a severity that has one.
func (r *reasons) ofFindings(findings spec.Diagnostics, severity spec.Severity, id string) string {
	keys := []string{id}
	for _, d := range findings {
		if d.Severity == severity {
			keys = append(keys, d.Code)
		}
	}
	return r.of(keys...)
}

// TestCorpus holds that each difference has a reason, and each reason a
// difference.
func TestCorpus(t *testing.T) {
	why := readReasons(t)
	t.Run("verdicts", func(t *testing.T) { corpusVerdicts(t, why) })
	t.Run("rules", func(t *testing.T) { corpusRules(t, why) })
	t.Run("invalid", func(t *testing.T) { corpusInvalid(t, why) })
	if os.Getenv("ASYNCMOCK_CORPUS") == "" || os.Getenv("ASYNCMOCK_CAMPAIGN") != "full" {
		return // a sample does not use all
	}
	for key := range why.text {
		if !why.used[key] {
			t.Errorf("testdata/corpus-reasons.tsv: %s is not needed any more", key)
		}
	}
}
