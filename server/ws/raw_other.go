//go:build !linux

package ws

import "net"

// raw is the fast path of Linux; elsewhere every connection is portable.
type raw struct{}

func (*raw) open(net.Conn) bool                         { return false }
func (*raw) is() bool                                   { return false }
func (*raw) read([]byte, *tap, bool) (int, bool, error) { panic("no raw connection") }
func (*raw) write([]byte) (int, error)                  { panic("no raw connection") }
