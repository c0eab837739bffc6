package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"asyncmock/server"
)

// faultFlags are what goes wrong on purpose.
func (s *settings) faultFlags(fs *pflag.FlagSet) {
	fs.Var(&faultList{target: &s.options.Faults}, "fault",
		"do this wrong on purpose, such as close:1012@10s or delay:1s@5%; asyncmock help faults lists all there is (repeatable)")
}

// A faultList is a flag that takes faults, one at a time or several with
// semicolons between them, as an environment variable needs it.
type faultList struct{ target *[]server.Fault }

func (l *faultList) Type() string { return "SPEC" }

func (l *faultList) String() string {
	var texts []string
	for _, f := range *l.target {
		texts = append(texts, f.String())
	}
	return strings.Join(texts, ";")
}

func (l *faultList) Set(text string) error {
	for part := range strings.SplitSeq(text, ";") {
		f, err := server.ParseFault(strings.TrimSpace(part))
		if err != nil {
			return err
		}
		*l.target = append(*l.target, f)
	}
	return nil
}

// checkFaults refuses a fault of a route that none of the documents has.
func (s *settings) checkFaults(inputs []*input) error {
	for _, f := range s.options.Faults {
		var missing error
		for _, in := range inputs {
			if missing = in.mock.CheckFault(f); missing == nil {
				break
			}
		}
		if missing != nil {
			return unusable("asyncmock routes lists the routes; a fault names one without the prefix of --mount", "--fault: %w", missing)
		}
	}
	return nil
}

// faultFailure is the failure of a flag whose text is no fault; nil: err is
// about something else.
func faultFailure(flag string, err error) *failure {
	var wrong *server.FaultError
	if !errors.As(err, &wrong) {
		return nil
	}
	f := unusable(wrong.Hint, "%s: %s", flag, wrong.Summary)
	if f.hint == "" {
		f.hint = "asyncmock help faults shows how faults are written"
	}
	f.line, f.column = wrong.Text, wrong.Column()
	return f
}

// explainFaults prints how faults are written, and all kinds.
func explainFaults(c *console) {
	st := c.style
	fmt.Fprint(c.out, `A fault is something that the mock does wrong on purpose:

  KIND[:VALUE][@WHEN]...[,OPTION]...

  asyncmock serve asyncapi.yaml --fault close:1012@10s --fault delay:50ms..2s@10%,route=/prices

`)
	fmt.Fprintf(c.out, "%s\n", st.Bold(fmt.Sprintf("%-28s %-11s %-13s %s", "KIND", "about a", "over", "the mock")))
	for _, k := range server.FaultKinds() {
		fmt.Fprintf(c.out, "%s %-11s %-13s %s\n", st.Accent(fmt.Sprintf("%-28s", k.Usage())), k.Scope, over(k), k.Does)
	}
	fmt.Fprintf(c.out, `
%s
10s, 5s..10s                 that long after the connection opened
5%%                           that share of the handshakes, connections or messages, drawn by --seed and exact in the long run
every:N                      each n-th of them
connection:N                 on the n-th connection of the route
sent:N, received:N           after so many messages to, or of the client
                             several must all hold: drop@connection:2@sent:5

%s
route=PATH, session=NAME     only there; NAME is that of ?__session=NAME
times=N                      at most so often per connection
`, st.Bold("WHEN"), st.Bold("OPTION"))
}

// over names the transports that can do it.
func over(k server.FaultInfo) string {
	var names []string
	for _, t := range k.Over {
		names = append(names, string(t))
	}
	return strings.Join(names, " ")
}
