package cli

import (
	"cmp"
	"context"
	"log"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
	"asyncmock/server"
	"asyncmock/server/journal"
	"asyncmock/server/proxy"
	"asyncmock/server/web"
	"asyncmock/server/ws"
)

// proxying is what the flags of proxy say.
type proxying struct {
	*settings
	upstream upstreamFlags
	policy   proxy.Policy
	reports  []string
	outputs  []output

	seen *proxied
}

func proxyCommand(c *console) *cobra.Command {
	p := &proxying{settings: newSettings(), seen: newProxied()}
	cmd := &cobra.Command{
		Use:   "proxy DOC --upstream URL [flags]",
		Short: "Stand between clients and a real service, and hold both to the contract",
		Long: `Pass WebSockets, event streams and HTTP requests on to a real service as they
are, and hold every message before the contract on the way, in both directions.
What happened can be recorded with --journal.

The exit status is 0 if all kept the contract, 1 if something did not, and 2 if
the document cannot be used, or the service was not there within --wait.`,
		Example: `  asyncmock proxy asyncapi.yaml --upstream ws://localhost:3000
  asyncmock proxy asyncapi.yaml --upstream wss://api.example.com/v2 --journal session.ndjson
  asyncmock proxy asyncapi.yaml --upstream http://localhost:3000 --on-violation block --report junit=proxy.xml`,
		RunE: func(cmd *cobra.Command, args []string) error {
			p.options.Set = given(cmd)
			return untilSignal(cmd.Context(), func(ctx context.Context) error { return p.run(ctx, c, args) })
		},
	}
	addFlags(c, cmd,
		flagGroup{"What goes through", p.flags},
		flagGroup{"Documents", func(fs *pflag.FlagSet) { p.serverFlag(fs); p.loading.flags(fs) }},
		flagGroup{"Who may connect, and where", p.listening.flags},
		flagGroup{"Output", func(fs *pflag.FlagSet) {
			fs.Var(reportFlag{&p.reports}, "report", reportUsage())
			p.logging.flags(fs)
		}},
	)
	return cmd
}

func (p *proxying) flags(fs *pflag.FlagSet) {
	p.upstream.flags(fs)
	fs.Var(oneOf(&p.policy, "log", "close", "block"), "on-violation",
		"a wrong message is passed on and told, closes both sides (1008 or 1007), or is not passed on")
	p.roleFlag(fs)
}

// run is the whole life of a proxy, from the document to the report.
func (p *proxying) run(ctx context.Context, c *console, args []string) error {
	in, ld, err := p.prepare(ctx, c, args)
	if err != nil {
		return err
	}
	j := journal.New(journal.Options{})
	end := func() {}
	if p.journal != "" {
		if end, err = writeJournal(c, j, p.journal); err != nil {
			return err
		}
	}
	began, err := p.serve(ctx, c, in, ld, j)
	end()
	if !began {
		return err
	}
	return cmp.Or(p.conclude(c, in, ld, j), err)
}

// prepare looks at all that may be wrong before anything is opened.
func (p *proxying) prepare(ctx context.Context, c *console, args []string) (*input, *loader, error) {
	if err := p.check(); err != nil {
		return nil, nil, err
	}
	if err := p.upstream.check(); err != nil {
		return nil, nil, err
	}
	if p.compress && p.policy == proxy.Block {
		return nil, nil, unusable("compressed messages may refer to those before them", "--compress and --on-violation block exclude each other")
	}
	if len(args) != 1 {
		return nil, nil, unusable("asyncmock proxy asyncapi.yaml --upstream ws://localhost:3000", "proxy takes one document")
	}
	var err error
	if p.outputs, err = p.wanted(); err != nil {
		return nil, nil, err
	}
	inputs, ld, err := p.load(ctx, c, args)
	if ctx.Err() != nil {
		return nil, nil, &failure{status: exitInterrupted}
	}
	if err != nil {
		return nil, nil, err
	}
	return inputs[0], ld, nil
}

// wanted are the reports: text by default, unless standard output is for
// programs.
func (p *proxying) wanted() ([]output, error) {
	if len(p.reports) == 0 && p.format == logJSON {
		return nil, nil
	}
	return parseReports(p.reports)
}

// serve passes on until ctx ends; began is false when nothing was opened.
func (p *proxying) serve(ctx context.Context, c *console, in *input, ld *loader, j *journal.Journal) (began bool, err error) {
	inputs := []*input{in}
	all := &served{}
	api := p.controller(all, j)
	observers := []observer{p.seen.observer}
	if p.keeps(api != nil) {
		observers = append(observers, redacting(keepJournal(j, false)))
	}
	var messages *messageLog
	if !p.quiet {
		messages = newMessageLog(c, p.logging)
		observers = append(observers, redacting(messages.observer))
	}
	if api != nil {
		observers = append(observers, func(in *input) func(*server.Event) { return api.Observe(in.location, in.prefix) })
	}
	if err := p.plan(c, inputs, ld, observedBy(observers...)); err != nil {
		return false, err
	}
	opts, err := p.webOptions(c, in)
	if err != nil {
		return false, err
	}
	all.replace(inputs)
	if api != nil {
		opts.Control = api
	}
	if err := p.upstream.await(ctx, c); err != nil {
		return false, err
	}
	listeners, err := p.listen()
	if err != nil {
		return false, err
	}
	where := p.place(listeners)
	if err := p.upstream.notItself(where); err != nil {
		return false, err
	}
	srv, err := web.New(opts)
	if err != nil {
		return false, unusable("", "%w", err)
	}
	if messages != nil {
		messages.start(inputs)
		defer messages.stop()
	}
	defer p.keepToken(c, where)()
	p.announce(c, in, where)
	if err := srv.Serve(ctx, listeners...); err != nil {
		return true, &failure{status: exitFindings, err: err}
	}
	return true, nil
}

// keeps reports whether anything wants to see what happened one by one.
func (p *proxying) keeps(control bool) bool {
	return control || p.journal != "" || slices.ContainsFunc(p.outputs, func(o output) bool { return o.format.Name == "html" })
}

// webOptions are those of a listener that passes everything on.
func (p *proxying) webOptions(c *console, in *input) (web.Options, error) {
	opts := web.Options{
		Host: p.host, AllowHosts: p.allowHosts, AllowOrigins: p.allowOrigins, MaxConns: p.maxConns,
		Mounts: []web.Mount{{Mock: in.mock}}, ErrorLog: log.New(&noteWriter{c}, "", 0),
	}
	var err error
	if opts.TLS, err = p.certificate(); err != nil {
		return opts, err
	}
	trust, err := p.upstream.trust()
	if err != nil {
		return opts, err
	}
	opts.Forward = proxy.New(proxy.Options{
		Upstream: p.upstream.url, OnViolation: p.policy, MaxMessage: p.maxMessage,
		WS: ws.NewRelay(ws.RelayOptions{
			MaxMessage: p.maxMessage, Hold: p.policy.Holds(), Compress: p.compress, TLS: trust, Panicked: c.panicked,
		}),
		HTTP: &http.Transport{
			TLSClientConfig: trust, DisableCompression: true, TLSHandshakeTimeout: dialTime,
			DialContext: (&net.Dialer{Timeout: dialTime}).DialContext, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute,
		},
	})
	return opts, nil
}

// conclude writes the reports.
func (p *proxying) conclude(c *console, in *input, ld *loader, j *journal.Journal) error {
	events, _ := j.Read(0, journal.DefaultRecords)
	x := &report.Exchange{Command: "proxy", Checks: p.seen.checks(in), Coverage: p.seen.coverage(in)}
	for i := range events {
		x.Events = append(x.Events, &events[i])
	}
	result := &report.Result{
		Documents: []report.Document{{Path: in.location, Findings: in.findings}}, Source: ld.source, Exchange: x,
	}
	return c.conclude(result, p.outputs)
}
