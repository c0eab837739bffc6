package cli

import (
	"context"
	"errors"
	"math"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/server/journal"
	"asyncmock/server/probe"
	"asyncmock/spec"
)

// verifying is what the flags of verify say.
type verifying struct {
	loading
	presenting
	options server.Options
	probe   probe.Options
	url     string
	list    bool
	reports []string
	journal string
}

func verifyCommand(c *console) *cobra.Command {
	v := &verifying{options: server.Options{Seed: 1}, probe: probe.Options{
		Seed: 1, Rate: 50, Parallel: 8, Timeout: 5 * time.Second, MaxMessage: 16 << 20,
	}}
	cmd := &cobra.Command{
		Use:   "verify DOC --url URL [flags]",
		Short: "Hold a running service before the contract",
		Long: `Play the clients of a running service over WebSocket, server-sent events and
HTTP: send what the contract lets clients send, expect the replies it declares,
and judge everything that the service says.

By default the valid examples of the document are sent; for a service that is
not on this machine, --send must say so. With --negative invalid messages are
sent, too. They are refused when the service answers with an error message of
the contract, closes the connection, or answers their request with a status
from 400 to 499; the answer of a valid message accepts them, and that is a
breach. When nothing comes, the check is skipped.

The exit status is 0 if the service keeps the contract, 1 if a check failed,
and 2 if the document cannot be used or the service cannot be reached.`,
		Example: `  asyncmock verify asyncapi.yaml --url ws://127.0.0.1:8080
  asyncmock verify asyncapi.yaml --url ws://127.0.0.1:8080 --send generated --negative --wait 30s
  asyncmock verify asyncapi.yaml --url wss://api.example.com --send none --token @token.txt --report junit=verify.xml
  asyncmock verify asyncapi.yaml --url ws://127.0.0.1:8080 --list`,
		RunE: func(cmd *cobra.Command, args []string) error {
			v.options.Set = given(cmd)
			return untilSignal(cmd.Context(), func(ctx context.Context) error { return v.verify(ctx, c, args) })
		},
	}
	addFlags(c, cmd,
		flagGroup{"The service", v.serviceFlags},
		flagGroup{"What is said", v.saidFlags},
		flagGroup{"How long, and how fast", v.patienceFlags},
		flagGroup{"Output", v.outputFlags},
		flagGroup{"Documents", v.loading.flags},
	)
	return cmd
}

func (v *verifying) serviceFlags(fs *pflag.FlagSet) {
	fs.StringVar(&v.url, "url", "", "where the service is: `URL` with ws, wss, http or https; a path stands in the place of the document's server's")
	fs.Var(oneOf(&v.probe.Over, "auto", "ws", "http"), "over", "WebSocket, or POST and server-sent events; auto: as URL and document say")
	v.presenting.flags(fs)
}

func (v *verifying) saidFlags(fs *pflag.FlagSet) {
	fs.Var(oneOf(&v.probe.Send, "examples", "generated", "none"), "send",
		"the document's valid examples; these and generated messages, for each alternative and limit; or nothing")
	fs.BoolVar(&v.probe.Negative, "negative", false, "invalid messages, too, which the service must refuse")
	fs.StringSliceVar(&v.probe.Channels, "channel", nil, "only channels whose name or address fits this `PATTERN` (repeatable)")
	fs.StringSliceVar(&v.probe.Operations, "operation", nil, "only operations whose name fits this `PATTERN` (repeatable)")
	fs.Var(oneOf(&v.options.Role, "auto", "application", "counterpart"), "role",
		"side of the document that the service plays: as written, swapped, or what its words suggest")
	fs.Var(number[uint64]{&v.probe.Seed, 1, math.MaxUint64}, "seed", "same seed, same messages")
	fs.BoolVar(&v.list, "list", false, "print what would be sent and expected, and connect to nobody")
}

func (v *verifying) patienceFlags(fs *pflag.FlagSet) {
	o := &v.probe
	fs.Var(span{&o.Wait, 0}, "wait", "how long the service may take to be ready")
	fs.Var(span{&o.Timeout, time.Millisecond}, "timeout", "how long a connection and a reply may take")
	fs.Var(span{&o.Duration, 0}, "duration", "how long to listen once all was sent; 0s: until all was heard that comes unprompted, at most 5s")
	fs.Var(number[int]{&o.Count, 0, math.MaxInt32}, "count", "stop listening on a route after so many messages; 0: do not")
	fs.Var(number[int]{&o.Rate, 1, 100_000}, "rate", "most messages that are sent in a second, over all connections")
	fs.Var(number[int]{&o.Parallel, 1, 1000}, "parallel", "routes that are verified at once")
	fs.Var(size{&o.MaxMessage}, "max-message", "longest message that the service may send")
}

func (v *verifying) outputFlags(fs *pflag.FlagSet) {
	fs.Var(reportFlag{&v.reports}, "report", reportUsage())
	fs.StringVar(&v.journal, "journal", "", "write all that happens to `FILE`, one JSON object per line; added to if it is a journal")
}

func (v *verifying) verify(ctx context.Context, c *console, args []string) error {
	outputs, err := parseReports(v.reports)
	if err != nil {
		return err
	}
	if err := v.complete(args); err != nil {
		return err
	}
	in, ld, err := v.contract(ctx, c, args[0])
	if err != nil {
		return err
	}
	covered, j := newCoverage(), journal.New(journal.Options{Records: maxEvents})
	if v.journal != "" && !v.list {
		end, err := writeJournal(c, j, v.journal)
		if err != nil {
			return err
		}
		defer end()
	}
	v.probe.Observe = observedBy(covered.observer, keepJournal(j, false))(in)
	p, err := probe.New(ctx, in.mock, v.probe)
	if err != nil {
		return v.unfit(ctx, in, err)
	}
	if v.list {
		return listTalks(c, p)
	}
	found, err := p.Run(ctx)
	if err != nil {
		return unusable("start the service, or give it time: --wait 30s", "%w", err)
	}
	x := &report.Exchange{Command: "verify", Checks: checksOf(found), Coverage: covered.covered([]*input{in})}
	events, _ := j.Read(0, maxEvents)
	for i := range events {
		x.Events = append(x.Events, &events[i])
	}
	result := &report.Result{Documents: []report.Document{{Path: in.location, Findings: in.findings}}, Source: ld.source, Exchange: x}
	if err := c.conclude(result, outputs); err != nil || !found.Interrupted {
		return err
	}
	return &failure{status: exitFindings, err: errors.New("interrupted: the results are those so far")}
}

// complete reads what flags say together.
func (v *verifying) complete(args []string) error {
	if len(args) != 1 {
		return unusable("asyncmock verify asyncapi.yaml --url ws://127.0.0.1:8080", "verify takes one document, not %d", len(args))
	}
	if v.url == "" {
		return unusable("for example --url ws://127.0.0.1:8080", "--url says where the service is, and is missing")
	}
	u, err := url.Parse(v.url)
	if err != nil || u.Host == "" || !strings.Contains(" ws wss http https ", " "+u.Scheme+" ") {
		return unusable("for example ws://127.0.0.1:8080 or https://api.example.com/v2", "--url %q: must be a URL with ws, wss, http or https", v.url)
	}
	v.probe.URL = u
	if !v.list && !v.options.Set["send"] && !loopback(u.Hostname()) {
		return unusable("--send examples sends the document's examples there, --send none only listens",
			"%s is not this machine: --send must say what may be sent", u.Host)
	}
	if v.probe.Negative && v.probe.Send == probe.SendNone {
		return unusable("", "--negative and --send none exclude each other")
	}
	return v.presenting.present(&v.probe)
}

// loopback reports whether a host is this machine.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// contract reads the document and plans the routes of the service.
func (v *verifying) contract(ctx context.Context, c *console, location string) (*input, *loader, error) {
	inputs, ld, err := v.load(ctx, c, []string{location})
	if err != nil {
		return nil, nil, err
	}
	s := settings{options: v.options}
	s.quiet = true
	if err := s.plan(c, inputs, ld, nil); err != nil {
		return nil, nil, err
	}
	return inputs[0], ld, nil
}

// unfit says why the flags do not fit the document.
func (v *verifying) unfit(ctx context.Context, in *input, err error) error {
	var unknown *probe.SelectionError
	var wrong *probe.UnfitError
	hint := ""
	switch {
	case ctx.Err() != nil:
		return &failure{status: exitInterrupted}
	case errors.As(err, &unknown) && len(unknown.Known) == 0:
		hint = "the document has no " + unknown.What + "s"
	case errors.As(err, &unknown):
		hint = "there are: " + strings.Join(firstOf(unknown.Known, 20), ", ")
	case errors.As(err, &wrong):
		hint = wrong.Hint
	}
	return unusable(hint, "%s: %w", in.location, err)
}

// checksOf are the checks as reports have them.
func checksOf(found *probe.Result) (out []report.Check) {
	for _, k := range found.Checks {
		out = append(out, report.Check{
			Group: k.Group, Name: k.Name, Outcome: report.Outcome(k.Outcome), Detail: k.Detail, Findings: toldOf(k), Duration: k.Duration,
		})
	}
	return out
}

// toldOf are the findings of a check, each with the payload that was sent: who
// mends the service wants to send it again.
func toldOf(k probe.Check) spec.Diagnostics {
	if k.Sent == nil {
		return k.Findings
	}
	text := "sent " + excerpt(k.Sent.Payload, k.Sent.Binary)
	told := slices.Clone(k.Findings)
	for i := range told {
		told[i].Detail = joined(told[i].Detail, text)
	}
	return told
}
