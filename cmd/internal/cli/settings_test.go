package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/server"
)

func serveFlags(s *settings, fs *pflag.FlagSet) {
	s.contractFlags(fs)
	s.faultFlags(fs)
	s.documentFlags(fs)
	s.listening.flags(fs)
	s.logging.flags(fs)
}

// parse parses the flags of serve, with an environment.
func parse(t *testing.T, env map[string]string, args ...string) (*settings, map[string]bool, error) {
	t.Helper()
	s := newSettings()
	var set map[string]bool
	cmd := &cobra.Command{Use: "serve", SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			set = given(cmd)
			return s.check()
		}}
	serveFlags(s, cmd.Flags())
	fromEnvironment(cmd, &console{lookup: func(k string) (string, bool) { v, ok := env[k]; return v, ok }})
	cmd.SetArgs(args)
	return s, set, cmd.Execute()
}

func TestFlags(t *testing.T) {
	for _, c := range []struct {
		name, arg string
		got       func(*settings) any
		want      any
	}{
		{"role", "--role=counterpart", func(s *settings) any { return s.options.Role }, server.RoleCounterpart},
		{"seed", "--seed=7", func(s *settings) any { return s.options.Seed }, uint64(7)},
		{"clock", "--clock=2026-01-31T12:00:00Z", func(s *settings) any { return s.options.Now() }, time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)},
		{"clock real", "--clock=real", func(s *settings) any { return s.options.Now == nil }, true},
		{"interval", "--interval=1ms", func(s *settings) any { return s.options.Interval }, time.Millisecond},
		{"stream", "--stream=off", func(s *settings) any { return s.options.Stream }, server.StreamOff},
		{"reply", "--reply=round-robin", func(s *settings) any { return s.options.Reply }, server.ReplyRoundRobin},
		{"relay", "--relay=others", func(s *settings) any { return s.options.Relay }, server.RelayOthers},
		{"delay", "--delay=50ms", func(s *settings) any { return s.options.Delay }, server.DelayRange{Min: 50 * time.Millisecond, Max: 50 * time.Millisecond}},
		{"delay range", "--delay=50ms..2s", func(s *settings) any { return s.options.Delay }, server.DelayRange{Min: 50 * time.Millisecond, Max: 2 * time.Second}},
		{"on-invalid", "--on-invalid=close", func(s *settings) any { return s.options.OnInvalid }, server.InvalidClose},
		{"auth", "--auth=require", func(s *settings) any { return s.options.Auth }, server.AuthRequire},
		{"auth off", "--auth=off", func(s *settings) any { return s.options.Auth }, server.AuthOff},
		{"token", "--token=a,b", func(s *settings) any { return strings.Join(s.options.Tokens, " ") }, "a b"},
		{"max-message", "--max-message=64KiB", func(s *settings) any { return s.maxMessage }, int64(65536)},
		{"max-message in bytes", "--max-message=1000", func(s *settings) any { return s.maxMessage }, int64(1000)},
		{"slow", "--slow=drop", func(s *settings) any { return s.options.Slow }, server.SlowDrop},
		{"log-format", "--log-format=json", func(s *settings) any { return s.format }, logJSON},
		{"port", "-p0", func(s *settings) any { return s.port }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _, err := parse(t, nil, c.arg)
			if err != nil {
				t.Fatal(err)
			}
			if got := c.got(s); got != c.want {
				t.Errorf("%s: got %v, want %v", c.arg, got, c.want)
			}
		})
	}
}

func TestFlagsRefused(t *testing.T) {
	for arg, word := range map[string]string{
		"--role=server":               "auto, application, counterpart",
		"--clock=noon":                "2026-01-31T12:00:00Z",
		"--interval=999us":            "at least 1ms",
		"--interval=soon":             "duration",
		"--delay=2s..1s":              "range",
		"--delay=1s..":                "range",
		"--delay=-1s":                 "range",
		"--max-message=0":             "size",
		"--max-message=1XB":           "size",
		"--max-message=9e99":          "size",
		"--port=65536":                "65535",
		"--port=-1":                   "65535",
		"--max-conns=0":               "from 1",
		"--tls-client-ca=f":           "--tls",
		"--auth=maybe":                "record, off, require",
		"--max-message=9999999999GiB": "size",
	} {
		if _, _, err := parse(t, nil, arg); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: got %v, want a refusal that says %q", arg, err, word)
		}
	}
}

func TestEveryFlagHasAVariable(t *testing.T) {
	values := map[string]string{
		"role": "counterpart", "clock": "2026-01-31T12:00:00Z", "prefer": "exact", "interval": "2s", "stream": "off",
		"reply": "all", "relay": "off", "delay": "1s", "on-invalid": "close", "auth": "off", "max-message": "2MiB",
		"slow": "drop", "log-format": "json", "seed": "9", "port": "1", "max-conns": "2",
		"strict-handshake": "true", "tls": "self", "quiet": "true", "verbose": "true", "control": "off", "compress": "true", "fault": "drop",
	}
	s := newSettings()
	fs := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	serveFlags(s, fs)
	fs.VisitAll(func(f *pflag.Flag) {
		value := values[f.Name]
		if value == "" {
			value = "x=y"
		}
		env := map[string]string{"ASYNCMOCK_TLS": "self", variable(f.Name): value}
		_, set, err := parse(t, env)
		if err != nil || !set[f.Name] {
			t.Errorf("%s=%s: set %v, error %v", variable(f.Name), value, set[f.Name], err)
		}
	})
	if got := variable("on-invalid"); got != "ASYNCMOCK_ON_INVALID" {
		t.Errorf("got %s", got)
	}
}

func TestFlagWinsOverVariable(t *testing.T) {
	env := map[string]string{"ASYNCMOCK_SEED": "5", "ASYNCMOCK_REPLY": "", "ASYNCMOCK_PORT": "9000"}
	s, set, err := parse(t, env, "--seed", "6")
	if err != nil {
		t.Fatal(err)
	}
	if s.options.Seed != 6 || s.port != 9000 {
		t.Errorf("got seed %d and port %d, want 6 of the flag and 9000 of the variable", s.options.Seed, s.port)
	}
	if set["reply"] || !set["port"] || !set["seed"] {
		t.Errorf("an empty variable counts as absent, got %v", set)
	}
}

func TestWrongVariableIsNamed(t *testing.T) {
	_, _, err := parse(t, map[string]string{"ASYNCMOCK_INTERVAL": "often"})
	if err == nil || !strings.Contains(err.Error(), "ASYNCMOCK_INTERVAL") {
		t.Errorf("got %v", err)
	}
}
