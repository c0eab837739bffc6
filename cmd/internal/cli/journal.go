package cli

import (
	"errors"
	"fmt"

	"asyncmock/server"
	"asyncmock/server/journal"
)

// An observer makes the Observe of an input's Mock.
type observer = func(*input) func(*server.Event)

// observedBy is the observer that hands every event to each of them; nil when
// there is none, so that nothing is spent on events.
func observedBy(observers ...observer) observer {
	switch len(observers) {
	case 0:
		return nil
	case 1:
		return observers[0]
	}
	return func(in *input) func(*server.Event) {
		all := make([]func(*server.Event), len(observers))
		for i, o := range observers {
			all[i] = o(in)
		}
		return func(e *server.Event) {
			for _, observe := range all {
				observe(e)
			}
		}
	}
}

// keepJournal is the observer that hands events to j.
func keepJournal(j *journal.Journal, many bool) observer {
	return func(in *input) func(*server.Event) {
		document := ""
		if many {
			document = in.location
		}
		return j.Observer(document, in.prefix)
	}
}

// writeJournal begins to write j to the file of --journal. end writes the rest
// and says what is missing.
func writeJournal(c *console, j *journal.Journal, name string) (end func(), err error) {
	file, err := j.Create(name, func(err error) {
		c.note("%s", fmt.Errorf("--journal %s: %w: records are dropped", name, err))
	})
	if errors.Is(err, journal.ErrNotJournal) {
		return nil, unusable("name another file, or remove this one", "--journal: %w", err)
	}
	if err != nil {
		return nil, unusable("", "--journal: %w", err)
	}
	return func() {
		file.Close()
		if n := file.Dropped(); n > 0 {
			c.note("--journal %s: %s could not be written", name, counted(int(n), "record"))
		}
	}, nil
}
