package spec

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// ErrPointer is wrapped by the errors about JSON pointers.
var ErrPointer = errors.New("invalid JSON pointer")

// AppendPointer appends "/" and the escaped token to a JSON pointer (RFC 6901, 3).
func AppendPointer(dst []byte, token string) []byte {
	dst = append(dst, '/')
	for i := range len(token) {
		switch token[i] {
		case '~':
			dst = append(dst, "~0"...)
		case '/':
			dst = append(dst, "~1"...)
		default:
			dst = append(dst, token[i])
		}
	}
	return dst
}

// JoinPointer returns the pointer extended by the tokens, escaped.
func JoinPointer(pointer string, tokens ...string) string {
	dst := []byte(pointer)
	for _, token := range tokens {
		dst = AppendPointer(dst, token)
	}
	return string(dst)
}

// SplitPointer returns the unescaped tokens of a JSON pointer; none for "".
func SplitPointer(pointer string) ([]string, error) {
	if pointer == "" {
		return nil, nil
	}
	if pointer[0] != '/' {
		return nil, fmt.Errorf("%w: %q does not begin with /", ErrPointer, pointer)
	}
	tokens := strings.Split(pointer[1:], "/")
	for i, token := range tokens {
		var err error
		if tokens[i], err = unescapeToken(token); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

// unescapeToken turns ~1 into / and then ~0 into ~, as RFC 6901, 4 asks.
func unescapeToken(token string) (string, error) {
	if !strings.Contains(token, "~") {
		return token, nil
	}
	for i := range len(token) {
		if token[i] == '~' && (i+1 == len(token) || token[i+1] != '0' && token[i+1] != '1') {
			return "", fmt.Errorf("%w: ~ in %q is not followed by 0 or 1", ErrPointer, token)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~"), nil
}

// ResolvePointer returns the value that the JSON pointer names below root.
// References on the way are followed; the value is returned as written.
func ResolvePointer(root *Node, pointer string) (*Node, error) {
	tokens, err := SplitPointer(pointer)
	if err != nil {
		return nil, err
	}
	n := root
	for i, token := range tokens {
		next := n.At(token)
		if next == nil {
			return nil, fmt.Errorf("%w: nothing at %q", ErrPointer, JoinPointer("", tokens[:i+1]...))
		}
		n = next
	}
	return n, nil
}

// arrayIndex reads a token as an index: digits without a leading zero.
func arrayIndex(token string) (int, bool) {
	if token == "" || len(token) > 9 || len(token) > 1 && token[0] == '0' {
		return 0, false
	}
	for i := range len(token) {
		if token[i] < '0' || token[i] > '9' {
			return 0, false
		}
	}
	i, err := strconv.Atoi(token)
	return i, err == nil
}
