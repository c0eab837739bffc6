package main_test

import (
	"os"
	"testing"

	"asyncmock/cmd/internal/cli"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain puts the command itself into PATH, as a copy of the test binary:
// for scripts, and for the tests that start a server and talk to it; and a
// client for what run runs.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"asyncmock": func() { os.Exit(cli.Run(os.Args)) },
		"client":    func() { os.Exit(client(os.Args[1:])) },
	})
}
