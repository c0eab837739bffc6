// Package diff compares two versions of a contract by meaning.
//
// Start at Compare. It pairs servers, channels, operations and messages of the
// two documents and says of each difference whether it breaks those on the
// other side of the described application. What the application receives is
// sent by others: less may be accepted there only at their cost. What it sends
// is read by others: more may be sent only at theirs. Both sides of a reply
// are the other way round.
//
// A difference between schemas is breaking only with a Witness: a payload that
// one version accepts and the other refuses. It is made of the smallest pair of
// schemas that differ (witness.go), put into a payload of the whole, and judged
// by the validators of both versions. Where none is found although there
// should be one, the difference is unclear.
//
// A Witness holds only properties that the version that accepts it declares,
// unless the difference is about others: everything that is not forbidden can
// be sent in theory, and no property could ever be added.
package diff
