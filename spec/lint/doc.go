// Package lint checks whole documents: their structure, with the JSON Schemas
// that the AsyncAPI Initiative publishes, and the rules of the specification
// that no schema can say.
//
// The loader of package spec is lenient: it warns and serves what it can.
// Here the specification has the last word. Start at Checker.Check; Rules is
// the table of what it looks for.
package lint
