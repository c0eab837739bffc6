package main_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"asyncmock/server/journal"
)

// busy streams a thousand messages a second: five clients, one each 5 ms.
const busy = `
asyncapi: 3.0.0
info: {title: Busy, version: '1'}
channels:
  ticks:
    address: /ticks
    messages:
      tick: {payload: {type: object, required: [n, text], properties: {n: {type: integer}, text: {type: string, minLength: 20, maxLength: 200}}}}
operations:
  tick: {action: send, channel: {$ref: '#/channels/ticks'}, messages: [{$ref: '#/channels/ticks/messages/tick'}]}
`

// TestREL_LOG_1_Kill kills a mock with SIGKILL at a random moment while a
// thousand messages a second go out, again and again on one journal: every
// complete line is a record, and none is missing before the tear. With
// ASYNCMOCK_CAMPAIGN=full 100 times.
func TestREL_LOG_1_Kill(t *testing.T) {
	times := 3
	if os.Getenv("ASYNCMOCK_CAMPAIGN") == "full" {
		times = 100
	}
	folder := t.TempDir()
	document, log := filepath.Join(folder, "busy.yaml"), filepath.Join(folder, "journal.ndjson")
	if err := os.WriteFile(document, []byte(busy), 0o600); err != nil {
		t.Fatal(err)
	}
	dice := rand.New(rand.NewPCG(1, uint64(times)))
	for range times {
		m := serve(t, "--interval", "5ms", "--quiet", "--journal", log, document)
		for range 5 {
			c := m.dial("/ticks")
			go func() {
				for {
					if _, _, err := c.Read(t.Context()); err != nil {
						return
					}
				}
			}()
		}
		time.Sleep(200*time.Millisecond + time.Duration(dice.IntN(300))*time.Millisecond)
		m.cmd.Process.Kill()
		<-m.exited
		m.exited = nil
	}
	runs, records, torn := readJournal(t, log)
	if runs != times || records < 100*times {
		t.Errorf("got %d runs with %d records, want %d runs of 100 records at least", runs, records, times)
	}
	t.Logf("%d kills, %d records, %d torn lines", times, records, torn)
}

// readJournal counts runs, records and torn lines; records of a run follow
// each other without a gap.
func readJournal(t *testing.T, name string) (runs, records, torn int) {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	last := uint64(0)
	for e, err := range journal.Read(strings.NewReader(string(data))) {
		if err != nil {
			t.Fatal(err)
		}
		switch e.Seq {
		case last + 1:
		case 1:
		default:
			t.Fatalf("record %d follows record %d", e.Seq, last)
		}
		if e.Seq == 1 {
			runs++
		}
		last = e.Seq
		records++
	}
	return runs, records, strings.Count(string(data), "\n") - records
}
