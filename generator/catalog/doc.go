// Package catalog lists example payloads of a document: for every message
// typical, minimal and full ones, one for each alternative, at each limit,
// and invalid ones that break exactly one constraint each.
//
// Start at New and Catalog.Entries. An Entry knows what the described
// application does with it; which way it travels between a client and a
// server is for those to say who know on which side the document was written.
package catalog
