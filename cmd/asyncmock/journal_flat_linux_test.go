package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"asyncmock/server/journal"
)

// TestREL_LOG_3_Flat: once its memory is full, a journal of a thousand
// messages a second takes no more, however long it goes on, and its file has
// every record. With ASYNCMOCK_CAMPAIGN=full ten minutes of it, else some
// seconds of more and longer ones.
func TestREL_LOG_3_Flat(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	text := strings.ReplaceAll(busy, "minLength: 20, maxLength: 200", "minLength: 2000, maxLength: 2200") // so that it would show soon
	interval, looks, pause, most := "1ms", 30, 150*time.Millisecond, 15
	if campaign() {
		text, interval, looks, pause, most = busy, "5ms", 600, time.Second, 10
	}
	folder := t.TempDir()
	document, log := filepath.Join(folder, "busy.yaml"), filepath.Join(folder, "journal.ndjson")
	save(t, document, []byte(text))
	m := serve(t, "--interval", interval, "--quiet", "--journal", log, document)
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
	for end := time.Now().Add(patience); m.recorded() <= journal.DefaultRecords; time.Sleep(pause) {
		if time.Now().After(end) {
			t.Fatalf("only %d records came", m.recorded())
		}
	}
	from, began := m.recorded(), time.Now()
	sizes := make([]int, looks)
	for i := range sizes {
		time.Sleep(pause)
		sizes[i] = m.resident()
	}
	n, took := m.recorded()-from, time.Since(began)
	median := func(s []int) int { return slices.Sorted(slices.Values(s))[len(s)/2] }
	first, last := median(sizes[:looks/4]), median(sizes[looks-looks/4:])
	t.Logf("%d records in %s, %.0f a second; %d KB at first, %d KB at last", n, took.Round(time.Second), float64(n)/took.Seconds(), first, last)
	if last > first+first*most/100 {
		t.Errorf("it grows by more than %d %%: %d KB", most, sizes)
	}
	m.interrupt()
	m.exits()
	if records := gapless(t, log); records < from+n {
		t.Errorf("the file has %d records, want %d at least", records, from+n)
	}
}

// recorded is the number of the newest record.
func (m *mock) recorded() int {
	m.t.Helper()
	var page struct{ Next int }
	if _, body := m.control("GET", "journal?tail=0", ""); json.Unmarshal([]byte(body), &page) != nil {
		m.t.Fatal(body)
	}
	return page.Next
}

// resident is what the process has in memory, in KB.
func (m *mock) resident() int {
	m.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", m.cmd.Process.Pid))
	if err != nil {
		m.t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	n, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		m.t.Fatal(err)
	}
	return n
}

// gapless counts the records of a file, of which none may be missing.
func gapless(t *testing.T, name string) (records int) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for e, err := range journal.Read(f) {
		if err != nil {
			t.Fatal(err)
		}
		if records++; e.Seq != uint64(records) {
			t.Fatalf("record %d is in the place of %d", e.Seq, records)
		}
	}
	return records
}
