// Package house has no code, only tests of rules that hold for the whole
// module: who may import whom, no init functions, and the public interface
// as a golden file. CONTRIBUTING.md has the picture.
package house
