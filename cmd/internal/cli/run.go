package cli

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/cmd/internal/report"
)

// The exit statuses of run itself, as env(1) and timeout(1) have them. All
// others that are not zero are those of the command.
const (
	exitOwn        = 125 // asyncmock failed while the command ran, or in reporting
	exitNotCommand = 126 // it is there and cannot be executed
	exitNotFound   = 127
)

// running is what the flags of run say.
type running struct {
	settings
	reports []string
	failOn  runFailOn
	minimum int // --min-coverage, in percent
}

// runFailOn is what makes run fail besides the command and --min-coverage.
type runFailOn uint8

const (
	failOnViolation runFailOn = iota
	failOnUncovered           // and what was not exercised
	failOnNothing
)

func runCommand(c *console) *cobra.Command {
	r := &running{settings: *newSettings()}
	r.port = 0
	cmd := &cobra.Command{
		Use:   "run DOC... [flags] -- CMD [ARG...]",
		Short: "Run a command against the mock and report what it did",
		Long: `Start the mock on a free port, run CMD, and report what its messages did to
the contract: violations, expectations set by the control API, and coverage.
CMD finds the mock by environment variables:

  ASYNCMOCK_URL            where it listens, such as ws://127.0.0.1:41235
  ASYNCMOCK_URL_<SERVER>   the same with the path of a server in the document
  ASYNCMOCK_CONTROL_URL    its control API, and
  ASYNCMOCK_CONTROL_TOKEN  what that asks for, empty if nothing

The exit status is that of CMD if it is not 0; else 1 if CMD broke the contract
(see --fail-on) or too little was exercised, and 0 if all is well. 125 means
that asyncmock failed, 126 and 127 that CMD cannot be executed or found, and 2
wrong usage or an unusable document.`,
		Example: `  asyncmock run asyncapi.yaml -- npm test
  asyncmock run asyncapi.yaml --report junit=report.xml --min-coverage 80 -- go test ./...`,
		RunE: func(cmd *cobra.Command, args []string) error {
			r.options.Set = given(cmd)
			dash := cmd.ArgsLenAtDash()
			if dash < 0 || dash == len(args) {
				return unusable("asyncmock run asyncapi.yaml -- npm test", "the command to run is missing: it stands behind --")
			}
			return r.run(cmd.Context(), c, args[:dash], args[dash:])
		},
	}
	addFlags(c, cmd,
		flagGroup{"What fails", r.failFlags},
		flagGroup{"Output", r.outputFlags},
		flagGroup{"What is said", r.contractFlags},
		flagGroup{"What goes wrong", r.faultFlags},
		flagGroup{"Documents", r.documentFlags},
		flagGroup{"Who may connect, and where", r.listening.flags},
	)
	return cmd
}

func (r *running) failFlags(fs *pflag.FlagSet) {
	fs.Var(oneOf(&r.failOn, "violation", "uncovered", "none"), "fail-on",
		"violations and unmet expectations, also what was not exercised, or only CMD's own failure")
	fs.Var(number[int]{&r.minimum, 0, 100}, "min-coverage", "percent of the messages that must be exercised")
}

func (r *running) outputFlags(fs *pflag.FlagSet) {
	fs.Var(reportFlag{&r.reports}, "report", reportUsage())
	fs.BoolVarP(&r.verbose, "verbose", "v", false, "print routes and messages on standard error while CMD runs")
	fs.StringVar(&r.journal, "journal", "", "write all that happens to `FILE`, one JSON object per line; added to if it is a journal")
}

// run is the whole life of a mock that is there for one command.
func (r *running) run(ctx context.Context, c *console, docs, command []string) error {
	outputs, err := parseReports(r.reports)
	if err != nil {
		return err
	}
	path, err := find(command[0])
	if err != nil {
		return err
	}
	r.quiet, r.kept = !r.verbose, true
	t := newTrial()
	aside := c.aside()
	var log *messageLog
	observers := []observer{t.observer, t.covered.observer}
	if r.verbose {
		log = newMessageLog(aside, r.logging)
		observers = append(observers, log.observer)
	}
	st, err := r.prepare(ctx, aside, docs, observers...)
	if err != nil {
		return err
	}
	t.inputs = st.inputs
	if log != nil {
		log.start(st.inputs)
		r.announce(aside, st.inputs, st.at)
	}
	interrupts := make(chan os.Signal, 8)
	signal.Notify(interrupts, forwarded()...)
	defer signal.Stop(interrupts)
	cmd := &child{path: path, args: command, env: append(os.Environ(), r.environment(st)...), signals: interrupts}
	ended, err := r.attend(ctx, c, st, t, cmd)
	if log != nil {
		log.stop()
	}
	st.end()
	if err != nil {
		return err
	}
	return r.conclude(c, st, t, ended, outputs)
}

// aside is a console that leaves standard output alone.
func (c *console) aside() *console {
	aside := *c
	aside.out, aside.style = c.err, c.errStyle
	return &aside
}

// lingering is how long clients get to be read to their end once the command
// has gone.
const lingering = time.Second

// attend serves while the command runs.
func (r *running) attend(ctx context.Context, c *console, st *station, t *trial, cmd *child) (ending, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	served := make(chan error, 1)
	go func() { served <- st.srv.Serve(ctx, st.listeners...) }()
	ended, err := cmd.run(c)
	if err == nil {
		st.settle(lingering)
	}
	stop()
	if failed := <-served; failed != nil && err == nil {
		err = &failure{status: exitOwn, err: fmt.Errorf("serve: %w", failed)}
	}
	return ended, err
}

// conclude writes the reports and decides about the exit status.
func (r *running) conclude(c *console, st *station, t *trial, ended ending, outputs []output) error {
	x := t.exchange(st, ended)
	missed := r.thresholds(x)
	result := &report.Result{Documents: documentsOf(st.inputs), Source: st.loader.source, Exchange: x}
	if t.connections == 0 && t.handshakes.wrong == 0 {
		c.note("nothing connected to the mock; ASYNCMOCK_URL says where it is")
	}
	if ended.interrupted {
		c.note("interrupted: the report tells what happened until then")
	}
	explainResult(result, failError.severity())
	own := writeReports(c, result, outputs)
	switch {
	case ended.status != 0:
		if own != nil {
			c.problem(own, "")
		}
		return &failure{status: ended.status}
	case own != nil:
		return &failure{status: exitOwn, err: own}
	case missed || r.failOn != failOnNothing && (c.brokenDocuments(result) || x.Count(report.Failed) > 0):
		return &failure{status: exitFindings}
	}
	return nil
}

func documentsOf(inputs []*input) (out []report.Document) {
	for _, in := range inputs {
		out = append(out, report.Document{Path: in.location, Findings: in.findings})
	}
	return out
}

// thresholds adds what coverage was asked for to the checks, and reports
// whether it is missed.
func (r *running) thresholds(x *report.Exchange) (missed bool) {
	shares := x.Shares()
	if r.minimum > 0 {
		s := shares[len(shares)-1]
		c := report.Check{Group: "thresholds", Name: "coverage of messages", Detail: fmt.Sprintf("%.0f %%, wanted: at least %d %%", s.Percent(), r.minimum)}
		if s.Percent() < float64(r.minimum) {
			c.Outcome = report.Failed
		}
		x.Checks = append(x.Checks, c)
	}
	if r.failOn == failOnUncovered {
		for _, s := range shares {
			c := report.Check{Group: "thresholds", Name: "all " + s.Kind + "s", Detail: fmt.Sprintf("%d of %d were exercised", s.Exercised, s.Of)}
			if len(s.Missing) > 0 {
				c.Outcome = report.Failed
			}
			x.Checks = append(x.Checks, c)
		}
	}
	for _, c := range x.Checks {
		missed = missed || c.Group == "thresholds" && c.Outcome == report.Failed
	}
	return missed
}
