package server

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"asyncmock/generator"
	"asyncmock/spec"
)

var update = flag.Bool("update", false, "rewrite the golden route tables")

// planOf loads a document and plans it.
func planOf(t *testing.T, path string, opts Options) *planned {
	t.Helper()
	doc, diagnostics, err := spec.Load(context.Background(), path, nil)
	if err != nil {
		t.Fatalf("load %s: %v\n%v", path, err, diagnostics)
	}
	return plan(doc, generator.NewCompiler(doc, generator.Options{}), opts)
}

// fixture plans a document of testdata/plan.
func fixture(t *testing.T, name string, opts Options) *planned {
	t.Helper()
	return planOf(t, filepath.Join("testdata", "plan", name+".yaml"), opts)
}

// TestSection14_RouteTables holds the plans of documents in the idioms of
// real ones. Read the tables as a client developer: is this what you expect?
func TestSection14_RouteTables(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "plan", "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			got := table(planOf(t, file, Options{}))
			golden := strings.TrimSuffix(file, ".yaml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the plan of %s changed (rewrite with -update):\n%s", file, firstDifference(got, string(want)))
			}
		})
	}
}

// firstDifference shows the first line that differs.
func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got  %s\n want %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}

// table writes a plan as text.
func table(p *planned) string {
	var b strings.Builder
	fmt.Fprintf(&b, "role %s: %s\n", p.role.Role, p.role.Reason)
	for _, e := range p.role.Evidence {
		fmt.Fprintf(&b, "  %s\n", e)
	}
	for _, r := range p.routes {
		writeRoute(&b, r)
	}
	for _, s := range p.skipped {
		fmt.Fprintf(&b, "\nskipped %s: %s\n", s.Channel, s.Why)
	}
	for _, d := range p.diagnostics {
		fmt.Fprintf(&b, "\n%s [%s]", d.Summary, d.Code)
		if d.Hint != "" {
			fmt.Fprintf(&b, " hint: %s", d.Hint)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func writeRoute(b *strings.Builder, r *Route) {
	fmt.Fprintf(b, "\n%s  %s, %s", r.Path, r.Mode, r.Role)
	if r.Bridged != "" {
		fmt.Fprintf(b, ", bridged from %s", r.Bridged)
	}
	fmt.Fprintf(b, "\n  sample   %s\n", r.Sample)
	if len(r.Aliases) > 0 {
		fmt.Fprintf(b, "  aliases  %s\n", strings.Join(r.Aliases, " "))
	}
	for _, f := range r.Query {
		fmt.Fprintf(b, "  query    %s %s default=%q %v\n", f.Name, f.Type, f.Default, f.Required)
	}
	if len(r.Subprotocols)+len(r.Security) > 0 || !r.Validate || r.Echo || r.Relays || r.Get {
		fmt.Fprintf(b, "  has      subprotocols=%v needs=%d validate=%v echo=%v relays=%v get=%v\n", r.Subprotocols, len(r.Security), r.Validate, r.Echo, r.Relays, r.Get)
	}
	for _, in := range r.Receives {
		writeIncoming(b, in)
	}
	if r.ErrorReply != nil {
		fmt.Fprintf(b, "  wrong ←  %s\n", r.ErrorReply.Message.Name)
	}
	for _, out := range r.Sends {
		writeOutgoing(b, out)
	}
	for _, why := range r.Why {
		fmt.Fprintf(b, "  why      %s\n", why)
	}
}

func writeIncoming(b *strings.Builder, in *Incoming) {
	fmt.Fprintf(b, "  →        %s", in.Message.Name)
	for _, reply := range in.Replies {
		fmt.Fprintf(b, " ⇒ %s", reply.Message.Name)
		for _, c := range reply.Copies {
			fmt.Fprintf(b, " (%s %s→%s)", c.Why, c.From, c.To)
		}
		if reply.Elsewhere != nil {
			fmt.Fprintf(b, " on %s", reply.Elsewhere.Name)
		}
		if reply.AddressFrom != nil {
			fmt.Fprintf(b, " at %s", reply.AddressFrom.Text)
		}
	}
	if in.Error != nil {
		fmt.Fprintf(b, " wrong: %s", in.Error.Message.Name)
	}
	fmt.Fprintf(b, "\n             %s\n", in.Why)
}

func writeOutgoing(b *strings.Builder, out *Outgoing) {
	fmt.Fprintf(b, "  ←        %s: %s", out.Message.Name, out.When)
	for _, t := range out.Topics {
		fmt.Fprintf(b, " [%s→%s %v]", t.From, t.To, t.Values)
	}
	for _, pin := range out.Parameters {
		fmt.Fprintf(b, " {%s→%s}", pin.Name, pin.Pointer)
	}
	if len(out.Awaits) > 0 {
		fmt.Fprintf(b, " awaits %s", incomingNames(out.Awaits))
	}
	fmt.Fprintf(b, "\n             %s\n", out.Why)
}

// TestMOD3_PlanIsDeterministic: the same document gives the same plan.
func TestMOD3_PlanIsDeterministic(t *testing.T) {
	for _, name := range []string{"exchange", "jsonrpc", "graph"} {
		first := table(fixture(t, name, Options{}))
		for range 5 {
			if again := table(fixture(t, name, Options{})); again != first {
				t.Fatalf("%s: the plan differs: %s", name, firstDifference(again, first))
			}
		}
	}
}

// corpus returns the folder of real documents, or skips.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("ASYNCMOCK_CORPUS")
	if dir == "" {
		t.Skip("ASYNCMOCK_CORPUS is not set: no real documents to judge")
	}
	return dir
}

// TestPER4_RoleOfRealDocuments compares the decisions with labels that people
// gave.
func TestPER4_RoleOfRealDocuments(t *testing.T) {
	dir := corpus(t)
	source, err := os.ReadFile(filepath.Join(dir, "perspective.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	decided, right := 0, 0
	for _, line := range strings.Split(string(source), "\n")[1:] {
		row := strings.Split(line, "\t")
		if len(row) < 8 || row[6] != "" {
			continue
		}
		d := roleOf(t, filepath.Join(dir, row[0]))
		if d == nil {
			t.Logf("%s: does not load", row[0])
			continue
		}
		broker := row[7] == "broker"
		switch {
		case broker && d.Role != RoleApplication:
			t.Errorf("%s is on brokers: got %s", row[0], d.Reason)
		case row[3] == "application" && d.Role == RoleCounterpart:
			t.Errorf("%s: false counterpart: %s\n%s", row[0], d.Reason, strings.Join(d.Evidence, "\n"))
		}
		if broker || row[3] != "application" && row[3] != "counterpart" {
			continue
		}
		decided++
		if d.Role.String() == row[3] {
			right++
		} else {
			t.Logf("%s: got %s, people say %s\n  %s", row[0], d.Reason, row[3], strings.Join(d.Evidence, "\n  "))
		}
		if len(d.Evidence) == 0 && d.Score != 0 {
			t.Errorf("%s: score %d without evidence", row[0], d.Score)
		}
	}
	t.Logf("%d of %d as people decided", right, decided)
	if decided-right > 2 {
		t.Errorf("%d of %d as people decided, want at most 2 others", right, decided)
	}
}

// roleOf decides about one file, nil if it cannot be loaded.
func roleOf(t *testing.T, path string) *Decision {
	t.Helper()
	doc, _, err := spec.Load(context.Background(), path, &spec.LoadOptions{Root: filepath.Dir(path)})
	if err != nil {
		return nil
	}
	d := decideRole(doc, RoleAuto, "")
	return &d
}

// TestDOC5_EveryChannelIsServedOrSkipped: no channel is passed over in silence.
func TestDOC5_EveryChannelIsServedOrSkipped(t *testing.T) {
	dir := corpus(t)
	source, err := os.ReadFile(filepath.Join(dir, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(source), "\n")[1:] {
		row := strings.Split(line, "\t")
		if len(row) < 4 || row[3] != "product" && row[3] != "example" {
			continue
		}
		doc, _, err := spec.Load(context.Background(), filepath.Join(dir, row[0]), nil)
		if err != nil {
			continue
		}
		p := plan(doc, generator.NewCompiler(doc, generator.Options{}), Options{})
		for _, ch := range doc.Channels {
			served := slices.ContainsFunc(p.routes, func(r *Route) bool { return slices.Contains(r.Channels, ch) })
			skipped := slices.ContainsFunc(p.skipped, func(s Skip) bool { return s.Channel == ch.Name && s.Why != "" })
			if served == skipped {
				t.Errorf("%s: channel %s: served %v, skipped %v", row[0], ch.Name, served, skipped)
			}
		}
		for _, r := range p.routes {
			checkRoute(t, row[0], p, r)
		}
	}
}

// checkRoute checks what must hold for every route of every document.
func checkRoute(t *testing.T, file string, p *planned, r *Route) {
	t.Helper()
	if got, _, refusal := p.table.find(r.Sample); refusal != nil || got.Path != r.Path {
		t.Logf("%s: the sample %s of %s leads to %v %v", file, r.Sample, r.Path, got, refusal)
	}
	if len(r.Why) == 0 || r.Role == RoleAuto {
		t.Errorf("%s: %s: role %s, %d sentences", file, r.Path, r.Role, len(r.Why))
	}
	for _, in := range r.Receives {
		if in.Why == "" {
			t.Errorf("%s: %s: nobody says what becomes of %s", file, r.Path, in.Message.Name)
		}
	}
	for _, out := range r.Sends {
		if out.When.Kind == whenUndecided || out.Why == "" {
			t.Errorf("%s: %s: nobody says when %s is sent", file, r.Path, out.Message.Name)
		}
	}
}

// A document that a bug of ours cannot plan is an error, not the end of the process.
func TestREL_LOAD_1_PlanningContainsPanics(t *testing.T) {
	doc := &spec.Document{Channels: []*spec.Channel{nil}}
	if m, err := New(doc, Options{}); err == nil || m != nil {
		t.Errorf("got %v, %v, want an error", m, err)
	}
}
