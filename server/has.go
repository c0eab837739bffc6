package server

// Has reports whether a route of the mock answers to the path (as sent,
// without mount prefix and query). Nothing is observed.
func (m *Mock) Has(path string) bool {
	route, _, _ := m.plan.table.find(path)
	return route != nil
}
