// Package spec loads AsyncAPI documents, 2.0 to 3.1, into one model.
//
// Start at Load. It reads YAML or JSON into a tree of Nodes (value and
// position), resolves references, applies traits and converts every version
// to the model of AsyncAPI 3: a Document with Servers, Channels, Operations
// and Messages. Nothing after this package sees a version.
//
// What is wrong with a document is said in Diagnostics, all of them, sorted
// by place; what can be understood is loaded all the same.
package spec
