// Package protocoltest has what every protocol package is tested with: an
// in-memory Listener, and Test, the one test that all of them must pass.
package protocoltest
