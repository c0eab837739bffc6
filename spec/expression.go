package spec

import (
	"fmt"
	"strings"
)

// ParseExpression reads a runtime expression: $message.header or
// $message.payload, then optionally "#" and a JSON pointer, which may be
// percent-encoded (AsyncAPI 3.1.0, Runtime Expression).
func ParseExpression(text string) (*Expression, error) {
	source, fragment, _ := strings.Cut(text, "#")
	e := &Expression{Text: text}
	switch source {
	case "$message.header":
		e.Header = true
	case "$message.payload":
	default:
		return nil, fmt.Errorf("expression %q does not begin with $message.payload or $message.header", text)
	}
	pointer, err := decodePercent(fragment)
	if err != nil {
		return nil, fmt.Errorf("expression %q: %w", text, err)
	}
	if _, err := SplitPointer(pointer); err != nil {
		return nil, fmt.Errorf("expression %q: %w", text, err)
	}
	e.Pointer = pointer
	return e, nil
}

// decodePercent decodes %XX; a % that begins no code is refused.
func decodePercent(s string) (string, error) {
	if !strings.Contains(s, "%") {
		return s, nil
	}
	decoded := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			decoded = append(decoded, s[i])
			continue
		}
		if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
			return "", fmt.Errorf("%w: %% in %q is not followed by two hexadecimal digits", ErrPointer, s)
		}
		decoded = append(decoded, unhex(s[i+1])<<4|unhex(s[i+2]))
		i += 2
	}
	return string(decoded), nil
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
