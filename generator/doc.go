// Package generator compiles the messages of a document: which of them an
// inbound payload is (matching), whether it keeps its contract (validation),
// and payloads that keep it (making).
//
// Start at Compiler. It reads the schema formats of the table in formats.go.
package generator
