package cli

import (
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"asyncmock/server"
	"asyncmock/spec"
)

// Settings are what the flags of serve and routes say. Their defaults stand
// in newSettings, their texts in the functions below it.
type settings struct {
	loading
	options  server.Options
	behavior string    // file of --behavior
	again    *reloader // nil: documents are read once
	listening
	logging
}

// loading is how documents are found and read.
type loading struct {
	mounts      []string
	refRoot     string
	allowRemote []string
	serverVars  []string
	watch       bool
	reload      reloadPolicy
	stdin       []byte // what was read there; it can be read only once
}

// listening is where and for whom the mock listens.
type listening struct {
	host         string
	port         int
	tls          string
	tlsClientCA  string
	allowOrigins []string
	allowHosts   []string
	maxMessage   int64
	maxConns     int
	control      onOff
	controlToken string
	newToken     bool   // controlToken was made up at the start
	tokenFile    string // that it was written to; "": none
	compress     bool
}

// logging is what is said while the mock runs.
type logging struct {
	quiet, verbose bool
	format         logFormat
	journal        string // file
	kept           bool   // the journal is kept in memory, whoever else reads it
}

// logFormat is the form of the message log.
type logFormat uint8

const (
	logText logFormat = iota
	logJSON
)

const (
	defaultInterval = time.Second
	minInterval     = time.Millisecond
	selfSigned      = "self" // of --tls
)

func newSettings() *settings {
	return &settings{
		options:   server.Options{Seed: 1, Interval: defaultInterval, Numbers: new(server.Numbers)},
		listening: listening{host: "127.0.0.1", port: 8080, maxMessage: 1 << 20, maxConns: 10_000},
	}
}

// contractFlags are those that change what is served. What was given wins
// over x-asyncmock in the document; plan tells server so.
func (s *settings) contractFlags(fs *pflag.FlagSet) {
	o := &s.options
	s.roleFlag(fs)
	fs.Var(number[uint64]{&o.Seed, 1, math.MaxUint64}, "seed", "same seed, same messages")
	fs.Var(&clock{target: &o.Now, text: "real"}, "clock", `what "now" is in messages; an instant stands still`)
	fs.Var(oneOf(&o.Prefer, "examples", "exact", "generated"), "prefer",
		"payloads from the document's examples, these word for word, or generated")
	fs.Var(span{&o.Interval, minInterval}, "interval", "time between messages of a stream, at least 1ms")
	fs.Var(oneOf(&o.Stream, "one-to-one", "broadcast", "off"), "stream",
		"a stream for each client, one for all of a room, or none")
	fs.Var(oneOf(&o.Reply, "first", "random", "round-robin", "all"), "reply", "which of several replies is sent")
	fs.Var(oneOf(&o.Relay, "all", "others", "off"), "relay", "who hears what is relayed in a room; others: not the sender")
	fs.Var(delay{&o.Delay}, "delay", "wait before every message that is sent, such as 50ms or 50ms..2s")
	fs.Var(oneOf(&o.OnInvalid, "reply", "ignore", "close"), "on-invalid",
		"what a wrong message gets: the contract's own error message, nothing, or the end of the connection")
	fs.Var(oneOf(&o.Auth, "record", "off", "require"), "auth",
		"credentials: note what was presented, do not look, or refuse clients without (401)")
	fs.StringSliceVar(&o.Tokens, "token", nil, "a `TOKEN` or password that --auth require accepts (repeatable; without: any)")
	fs.StringVar(&s.behavior, "behavior", "", "`FILE` with rules: what is said besides the contract")
	fs.Var(oneOf(&o.Slow, "close", "drop"), "slow", "a client that reads too slowly is disconnected, or misses messages")
	fs.BoolVar(&o.StrictHandshake, "strict-handshake", false, "refuse browsers, too, when a required header is missing")
}

func (s *settings) roleFlag(fs *pflag.FlagSet) {
	fs.Var(oneOf(&s.options.Role, "auto", "application", "counterpart"), "role",
		"side of the document to play: as written, swapped, or what its words suggest")
}

func (s *settings) serverFlag(fs *pflag.FlagSet) {
	fs.StringSliceVar(&s.options.Servers, "server", nil, "serve only the server of this `NAME` in the document (repeatable)")
}

// documentFlags are those that say which documents are served, and what of them.
func (s *settings) documentFlags(fs *pflag.FlagSet) {
	fs.StringArrayVar(&s.mounts, "mount", nil, "serve a document below a prefix: `/PREFIX=DOC` (repeatable)")
	s.serverFlag(fs)
	s.loading.flags(fs)
}

// watchFlags are those of documents that change while they are served.
func (l *loading) watchFlags(fs *pflag.FlagSet) {
	fs.BoolVarP(&l.watch, "watch", "w", false, "serve a document anew when one of its files was saved")
	fs.Var(oneOf(&l.reload, "keep", "restart"), "reload",
		"connections when their document is replaced: finish on the one before, or are closed with 1012")
}

func (l *loading) flags(fs *pflag.FlagSet) {
	fs.StringSliceVar(&l.serverVars, "server-var", nil, "value of a server variable: `NAME=VALUE` (repeatable)")
	fs.StringVar(&l.refRoot, "ref-root", "", "`FOLDER` that references may not leave (default: the document's own)")
	fs.StringSliceVar(&l.allowRemote, "allow-remote", nil, "`HOST` that references and documents may be fetched from, by https (repeatable)")
}

// addressFlags are those that are seen in URLs.
func (l *listening) addressFlags(fs *pflag.FlagSet) {
	fs.StringVar(&l.host, "host", l.host, "`ADDRESS` to listen on; 0.0.0.0 is the whole network")
	fs.VarP(number[int]{&l.port, 0, 65535}, "port", "p", "port to listen on; 0 picks a free one")
	fs.StringVar(&l.tls, "tls", "", "TLS with a certificate of our own, or with yours: `self|CERT,KEY`")
}

func (l *listening) flags(fs *pflag.FlagSet) {
	l.addressFlags(fs)
	fs.StringVar(&l.tlsClientCA, "tls-client-ca", "", "ask clients for a certificate that the authority in `FILE` signed")
	fs.StringSliceVar(&l.allowOrigins, "allow-origin", nil, "`ORIGIN` of web pages that may connect, besides this machine's (repeatable)")
	fs.StringSliceVar(&l.allowHosts, "allow-host", nil, "`HOST` name clients may use for this mock, besides its own (repeatable)")
	fs.Var(size{&l.maxMessage}, "max-message", "longest message that is accepted")
	fs.BoolVar(&l.compress, "compress", false, "compress WebSocket messages with clients that offer it (permessage-deflate, no context takeover)")
	fs.Var(number[int]{&l.maxConns, 1, math.MaxInt32}, "max-conns", "open connections; more are refused with 503")
	fs.Var(oneOf(&l.control, "on", "off"), "control", "the API below /_asyncmock/ that steers the mock and tells what happened")
	fs.StringVar(&l.controlToken, "control-token", "",
		"`TOKEN` that the control API asks for (default: none on a loopback address, elsewhere a new one that is printed)")
}

func (l *logging) flags(fs *pflag.FlagSet) {
	fs.BoolVarP(&l.quiet, "quiet", "q", false, "print only where it listens, and problems")
	fs.BoolVarP(&l.verbose, "verbose", "v", false, "print payloads and the reason of every decision")
	fs.Var(oneOf(&l.format, "text", "json"), "log-format", "the message log for people, or one JSON object per line")
	fs.StringVar(&l.journal, "journal", "", "write all that happens to `FILE`, one JSON object per line; added to if it is a journal")
}

// loadOptions are the options of spec.Load; the error is wrong usage.
func (l *loading) loadOptions() (spec.LoadOptions, error) {
	o := spec.LoadOptions{Root: l.refRoot, AllowRemote: l.allowRemote, Variables: map[string]string{}}
	for _, v := range l.serverVars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return o, unusable("for example --server-var region=eu", "--server-var %q: must be name=value", v)
		}
		o.Variables[name] = value
	}
	return o, nil
}

// check refuses what no single flag can see.
func (s *settings) check() error {
	if s.quiet && s.verbose {
		return unusable("", "--quiet and --verbose exclude each other")
	}
	if s.reload != reloadKeep && !s.watch && s.control == flagOff {
		return unusable("", "--reload needs --watch, or the control API")
	}
	if s.tls != "" && s.tls != selfSigned && !strings.Contains(s.tls, ",") {
		return unusable("--tls self makes a certificate", `--tls %q: must be "self" or CERT,KEY`, s.tls)
	}
	if s.tlsClientCA != "" && s.tls == "" {
		return unusable("add --tls self or --tls CERT,KEY", "--tls-client-ca needs --tls")
	}
	return nil
}

// given names the flags of cmd that were set, by flag or environment.
func given(cmd *cobra.Command) map[string]bool {
	set := map[string]bool{}
	cmd.Flags().Visit(func(f *pflag.Flag) { set[f.Name] = true })
	return set
}
