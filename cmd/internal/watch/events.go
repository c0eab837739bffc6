package watch

import (
	"path/filepath"

	"github.com/fsnotify/fsnotify"
)

// events are the system's, about the folders of files: not about the files,
// because editors replace them.
type events struct {
	watcher *fsnotify.Watcher // nil: the system has none to give
	files   map[string]bool   // absolute paths
}

func openEvents() events {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		w = nil // looking at the files every second must do
	}
	return events{watcher: w}
}

// follow makes the files those that events are about. Folders of files that
// are gone stay watched; there are few.
func (e *events) follow(files Files) {
	e.files = map[string]bool{}
	for name := range files {
		abs, err := filepath.Abs(name)
		if err != nil {
			continue
		}
		e.files[abs] = true
		if e.watcher != nil {
			e.watcher.Add(filepath.Dir(abs)) // again does nothing; a folder that is missing is looked for
		}
	}
}

// changes and failures are nil, and never ready, without a watcher.
func (e *events) changes() <-chan fsnotify.Event {
	if e.watcher == nil {
		return nil
	}
	return e.watcher.Events
}

func (e *events) failures() <-chan error {
	if e.watcher == nil {
		return nil
	}
	return e.watcher.Errors
}

func (e *events) close() {
	if e.watcher != nil {
		e.watcher.Close()
	}
}
