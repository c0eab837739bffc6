package journal

import "math/bits"

// chunkSize is how much memory a store takes at a time, in bytes.
const chunkSize = 256 << 10

// A store keeps records in the order they come, numbered from 1, and forgets
// them in that order. Their bytes stand in chunks, and a chunk that is of no
// more use takes what comes next: a store that is full makes no garbage.
type store struct {
	ring   []place  // number n is at n & (len-1): the length is a power of two
	last   uint64   // number of the newest; 0: none
	count  int      // how many are kept, up to the newest
	size   int      // bytes of those
	chunks [][]byte // that have some of those, oldest first
	first  uint32   // serial number of chunks[0]
	spare  []byte   // an empty one; nil: none
}

// A place is where a record is.
type place struct{ chunk, at, size uint32 }

// makeStore returns one with room for so many records.
func makeStore(records int) store {
	return store{ring: make([]place, 1<<bits.Len(uint(records-1)))}
}

// add keeps a record of two parts as the newest.
func (s *store) add(head, body []byte) {
	n, size := len(s.chunks)-1, len(head)+len(body)
	if n < 0 || size > cap(s.chunks[n])-len(s.chunks[n]) {
		s.chunks = append(s.chunks, s.chunk(size))
		n++
	}
	at := len(s.chunks[n])
	s.chunks[n] = append(append(s.chunks[n], head...), body...)
	s.last++
	s.count++
	s.size += size
	*s.place(s.last) = place{s.first + uint32(n), uint32(at), uint32(size)}
}

// chunk returns an empty one that a record of that size fits into.
func (s *store) chunk(size int) []byte {
	if s.spare == nil || size > chunkSize {
		return make([]byte, 0, max(size, chunkSize))
	}
	c := s.spare
	s.spare = nil
	return c
}

// forget drops the oldest record; there is one.
func (s *store) forget() {
	p := *s.place(s.oldest())
	s.size -= int(p.size)
	s.count--
	if s.count > 0 && s.place(s.oldest()).chunk == p.chunk {
		return
	}
	if c := s.chunks[0]; cap(c) == chunkSize {
		s.spare = c[:0]
	}
	s.chunks = append(s.chunks[:0], s.chunks[1:]...)
	s.first++
}

// oldest is the number of the oldest that is kept, or would be.
func (s *store) oldest() uint64 { return s.last - uint64(s.count) + 1 }

func (s *store) place(n uint64) *place { return &s.ring[n&uint64(len(s.ring)-1)] }

// record returns the bytes of one that is kept; they change with the next add.
func (s *store) record(n uint64) []byte {
	p := s.place(n)
	return s.chunks[p.chunk-s.first][p.at : p.at+p.size]
}
