package main_test

import (
	"strconv"
	"strings"
	"testing"
)

// TestClientNpmWSFaults lets the npm package ws meet every fault, each in
// sessions of its own name; others are left alone.
func TestClientNpmWSFaults(t *testing.T) {
	faults := strings.Fields(strings.ReplaceAll(node(t, nil, "faults.cjs", "list"), " ", "_"))
	args := []string{"testdata/e2e/echo.yaml"}
	for i, fault := range faults {
		faults[i] = strings.ReplaceAll(fault, "_", " ")
		args = append(args, "--fault", faults[i]+",session=s"+strconv.Itoa(i))
	}
	if len(faults) < 20 {
		t.Fatalf("only %q", faults)
	}
	m := serve(t, args...)
	for i, fault := range faults {
		t.Run(fault, func(t *testing.T) {
			node(t, nil, "faults.cjs", fault, m.WS("/echo?__session=s"+strconv.Itoa(i)))
		})
	}
	node(t, nil, "ws.cjs", "text", m.WS("/echo"))
}
