package cli

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"asyncmock/server"
)

// The README's table of faults is that of package server.
func TestFaultsInREADME(t *testing.T) {
	text, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for _, k := range server.FaultKinds() {
		fmt.Fprintf(&rows, "| `%s` | %s | %s | %s |\n", strings.ReplaceAll(k.Usage(), "|", `\|`), k.Scope, over(k), k.Does)
	}
	if !strings.Contains(string(text), "\n"+rows.String()+"\n") {
		t.Errorf("README.md has another table of faults than:\n%s", &rows)
	}
}
