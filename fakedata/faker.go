package fakedata

// Faker draws values by meaning. It is safe for concurrent use.
type Faker struct{}

// New returns a Faker.
func New() *Faker { return &Faker{} }
