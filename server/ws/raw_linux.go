package ws

import (
	"io"
	"net"
	"os"
	"syscall"
)

// raw reads and writes a TCP connection by system calls of our own that do
// not wait. One goroutine reads; writes are guarded by the tap's mutex.
type raw struct {
	conn syscall.RawConn

	onRead  func(uintptr) bool
	in      []byte // where to; nil: a chunk of the tap
	tap     *tap
	patient bool // wait for the client
	got     int
	readErr error

	onWrite  func(uintptr) bool
	out      []byte
	put      int
	writeErr error
}

// open takes conn if it is plain TCP.
func (r *raw) open(conn net.Conn) bool {
	tcp, ok := conn.(*net.TCPConn)
	if !ok {
		return false
	}
	rc, err := tcp.SyscallConn()
	if err != nil {
		return false
	}
	r.conn, r.onRead, r.onWrite = rc, r.tryRead, r.tryWrite
	return true
}

func (r *raw) is() bool { return r.conn != nil }

// read reads into p, or into a chunk that it takes for t if p is nil. again
// tells that nothing is there yet and patient was false.
func (r *raw) read(p []byte, t *tap, patient bool) (n int, again bool, err error) {
	r.in, r.tap, r.patient, r.readErr = p, t, patient, nil
	err = r.conn.Read(r.onRead)
	r.in, r.tap = nil, nil
	switch {
	case err != nil:
		return 0, false, err
	case r.readErr == syscall.EAGAIN:
		return 0, true, nil
	case r.readErr != nil:
		return 0, false, os.NewSyscallError("read", r.readErr)
	case r.got == 0:
		return 0, false, io.EOF
	}
	return r.got, false, nil
}

func (r *raw) tryRead(fd uintptr) bool {
	b := r.in
	if b == nil {
		if r.tap.chunk == nil {
			r.tap.chunk = r.tap.h.chunks.Get().(*[]byte)
		}
		b = *r.tap.chunk
	}
	r.got, r.readErr = retry(syscall.Read, fd, b)
	if r.readErr != nil && r.in == nil {
		r.tap.release()
	}
	return r.readErr != syscall.EAGAIN || !r.patient
}

// write writes what the system takes of b at once. Taking nothing is no error.
func (r *raw) write(b []byte) (int, error) {
	r.out, r.writeErr = b, nil
	err := r.conn.Write(r.onWrite)
	r.out = nil
	switch {
	case err != nil:
		return 0, err
	case r.writeErr == syscall.EAGAIN:
		return 0, nil
	case r.writeErr != nil:
		return 0, os.NewSyscallError("write", r.writeErr)
	}
	return r.put, nil
}

func (r *raw) tryWrite(fd uintptr) bool {
	r.put, r.writeErr = retry(syscall.Write, fd, r.out)
	return true
}

func retry(call func(int, []byte) (int, error), fd uintptr, b []byte) (int, error) {
	for {
		n, err := call(int(fd), b)
		if err != syscall.EINTR {
			return n, err
		}
	}
}
