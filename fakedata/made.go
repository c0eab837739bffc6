package fakedata

import (
	"math/rand/v2"
	"strconv"
	"time"
)

func rfc3339(dst []byte, c Context) []byte {
	now := c.Now.UTC()
	dst = append(appendDate(dst, now), 'T')
	hour, minute, second := now.Clock()
	dst = append(appendTwo(dst, hour), ':')
	dst = append(appendTwo(dst, minute), ':')
	dst = append(appendTwo(dst, second), '.')
	millis := now.Nanosecond() / 1e6
	return append(appendTwo(dst, millis/10), byte('0'+millis%10), 'Z')
}

func date(dst []byte, c Context) []byte { return appendDate(dst, c.Now.UTC()) }

// appendDate does what AppendFormat does with time.DateOnly, without reading
// the layout: moments are in most payloads.
func appendDate(dst []byte, t time.Time) []byte {
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(dst, time.DateOnly)
	}
	dst = append(appendTwo(appendTwo(dst, year/100), year%100), '-')
	dst = append(appendTwo(dst, int(month)), '-')
	return appendTwo(dst, day)
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

func birthday(dst []byte, c Context) []byte {
	dst = append(strconv.AppendInt(dst, int64(1955+c.Rand.IntN(50)), 10), '-')
	dst = append(appendTwo(dst, 1+c.Rand.IntN(12)), '-')
	return appendTwo(dst, 1+c.Rand.IntN(28))
}

func clock(dst []byte, c Context) []byte { return c.Now.UTC().AppendFormat(dst, "15:04:05Z") }

const hexDigits = "0123456789abcdef"

func hex(dst []byte, c Context, n int) []byte {
	for range n {
		dst = append(dst, hexDigits[c.Rand.Uint64()&15])
	}
	return dst
}

func uuid(dst []byte, c Context) []byte { return AppendUUID(dst, c.Rand) }

// AppendUUID appends a random UUID, version 4 of RFC 9562, in lower case. It
// takes two numbers from src.
func AppendUUID(dst []byte, src *rand.Rand) []byte {
	a, b := src.Uint64(), src.Uint64()
	a = a&^0xf000 | 0x4000
	b = b&^(3<<62) | 2<<62
	for i := range 32 {
		v := a
		if i >= 16 {
			v = b
		}
		if i == 8 || i == 12 || i == 16 || i == 20 {
			dst = append(dst, '-')
		}
		dst = append(dst, hexDigits[v>>(60-4*(i%16))&15])
	}
	return dst
}

func ipv4(dst []byte, c Context) []byte {
	dst = append(dst, "192.0.2."...) // a block for documentation, RFC 5737
	return strconv.AppendInt(dst, int64(1+c.Rand.IntN(254)), 10)
}

func ipv6(dst []byte, c Context) []byte { return hex(append(dst, "2001:db8::"...), c, 4) }

func image(dst []byte, c Context) []byte {
	return append(hex(append(dst, "https://example.com/images/"...), c, 6), ".png"...)
}

var pages = []string{"items", "orders", "news", "docs", "profiles", "products"}

func path(dst []byte, c Context) []byte {
	dst = append(append(append(dst, '/'), pages[c.Rand.IntN(len(pages))]...), '/')
	return strconv.AppendInt(dst, int64(100+c.Rand.IntN(9_900)), 10)
}

func link(dst []byte, c Context) []byte { return path(append(dst, "https://example.com"...), c) }

func hook(dst []byte, c Context) []byte {
	return hex(append(dst, "https://example.com/hooks/"...), c, 8)
}

func recording(dst []byte, c Context) []byte {
	return append(hex(append(dst, "https://example.com/recordings/"...), c, 8), ".mp3"...)
}

func duration(dst []byte, c Context) []byte {
	return append(strconv.AppendInt(append(dst, "PT"...), int64(1+c.Rand.IntN(90)), 10), 'M')
}

func secret(dst []byte, c Context) []byte { return hex(dst, c, 32) }

func base64Text(dst []byte, c Context) []byte {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	for range 16 {
		dst = append(dst, alphabet[c.Rand.IntN(len(alphabet))])
	}
	return dst
}

func digits(dst []byte, c Context) []byte {
	return strconv.AppendInt(dst, int64(100_000+c.Rand.IntN(900_000)), 10)
}

func decimal(dst []byte, c Context) []byte {
	return strconv.AppendFloat(dst, float64(100+c.Rand.IntN(100_000))/100, 'f', 2, 64)
}

func code(dst []byte, c Context) []byte {
	for range 3 {
		dst = append(dst, byte('A'+c.Rand.IntN(26)))
	}
	return strconv.AppendInt(append(dst, '-'), int64(1000+c.Rand.IntN(9000)), 10)
}

func identifier(dst []byte, c Context) []byte { return hex(dst, c, 12) }

func digest(dst []byte, c Context) []byte { return hex(dst, c, 64) }

// spell replaces # by a digit, ? by a capital letter and % by either.
func spell(dst []byte, c Context, like string) []byte {
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789" // without I, O and Q
	for i := range len(like) {
		switch like[i] {
		case '#':
			dst = append(dst, byte('0'+c.Rand.IntN(10)))
		case '?':
			dst = append(dst, letters[c.Rand.IntN(23)])
		case '%':
			dst = append(dst, letters[c.Rand.IntN(len(letters))])
		default:
			dst = append(dst, like[i])
		}
	}
	return dst
}

// barcode is an EAN-13 with its check digit.
func barcode(dst []byte, c Context) []byte {
	start := len(dst)
	dst = spell(dst, c, "40##########")
	sum := 0
	for i, digit := range dst[start:] {
		sum += int(digit-'0') * (1 + 2*(i%2))
	}
	return append(dst, byte('0'+(10-sum%10)%10))
}

func plate(dst []byte, c Context) []byte    { return spell(dst, c, "?-?? ###") }
func vin(dst []byte, c Context) []byte      { return spell(dst, c, "W%%%%%%%%%%######") }
func imei(dst []byte, c Context) []byte     { return spell(dst, c, "35#############") }
func tracking(dst []byte, c Context) []byte { return spell(dst, c, "1Z%%%%%%##########") }
func four(dst []byte, c Context) []byte     { return spell(dst, c, "####") }
func toneDigit(dst []byte, c Context) []byte {
	return spell(dst, c, "#")
}

func chainAddress(dst []byte, c Context) []byte { return hex(append(dst, "0x"...), c, 40) }
func chainHash(dst []byte, c Context) []byte    { return hex(append(dst, "0x"...), c, 64) }

func geohash(dst []byte, c Context) []byte {
	const alphabet = "0123456789bcdefghjkmnpqrstuvwxyz"
	dst = append(dst, 'u')
	for range 6 {
		dst = append(dst, alphabet[c.Rand.IntN(len(alphabet))])
	}
	return dst
}

var slugs = []string{"room-temperature", "door-open", "order-total", "last-login", "theme", "max-items", "language", "start-page"}

func slug(dst []byte, c Context) []byte { return append(dst, slugs[c.Rand.IntN(len(slugs))]...) }

// jwt has the form of a JSON Web Token (RFC 7519); its signature is none.
func jwt(dst []byte, c Context) []byte {
	dst = append(dst, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0NzExIn0."...)
	return base64Text(base64Text(dst, c), c)
}
