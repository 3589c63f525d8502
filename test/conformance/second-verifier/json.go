package main

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of the reader: integers are exact in every implementation, and no format nests nearly as deep.
const (
	maxInteger = 1<<53 - 1
	maxDepth   = 64
)

var errJSON = errors.New("not JSON by docs/formats/encodings.md")

type kind int

const (
	kindObject kind = iota
	kindArray
	kindString
	kindInteger
	kindBoolean
)

type member struct {
	name  string
	value *value
}

// value is a JSON value as encodings.md admits it: never null, never a fraction.
type value struct {
	kind    kind
	text    string
	integer int64
	truth   bool
	items   []*value
	members []member
}

// get gives a member of an object, nil where there is none.
func (v *value) get(name string) *value {
	if v == nil {
		return nil
	}
	for _, each := range v.members {
		if each.name == name {
			return each.value
		}
	}
	return nil
}

type reader struct {
	bytes []byte
	at    int
}

// parseJSON reads one whole text. A member that stands twice in an object is refused in the text, not after parsing.
func parseJSON(bytes []byte) (*value, error) {
	if !utf8.Valid(bytes) {
		return nil, errJSON
	}
	r := &reader{bytes: bytes}
	found, err := r.value(0)
	if err != nil {
		return nil, err
	}
	r.space()
	if r.at != len(bytes) {
		return nil, errJSON
	}
	return found, nil
}

func (r *reader) space() {
	for r.at < len(r.bytes) {
		switch r.bytes[r.at] {
		case ' ', '\t', '\n', '\r':
			r.at++
		default:
			return
		}
	}
}

// next gives the next byte without taking it, 0 at the end.
func (r *reader) next() byte {
	if r.at < len(r.bytes) {
		return r.bytes[r.at]
	}
	return 0
}

func (r *reader) take(literal string) bool {
	end := r.at + len(literal)
	if end > len(r.bytes) || string(r.bytes[r.at:end]) != literal {
		return false
	}
	r.at = end
	return true
}

func (r *reader) value(depth int) (*value, error) {
	if depth > maxDepth {
		return nil, errJSON
	}
	r.space()
	switch c := r.next(); {
	case c == '{':
		return r.object(depth)
	case c == '[':
		return r.array(depth)
	case c == '"':
		text, err := r.string()
		return &value{kind: kindString, text: text}, err
	case c == '-' || c >= '0' && c <= '9':
		return r.number()
	case r.take("true"):
		return &value{kind: kindBoolean, truth: true}, nil
	case r.take("false"):
		return &value{kind: kindBoolean}, nil
	}
	return nil, errJSON
}

func (r *reader) object(depth int) (*value, error) {
	r.at++
	found := &value{kind: kindObject}
	seen := map[string]bool{}
	r.space()
	if r.take("}") {
		return found, nil
	}
	for {
		r.space()
		if r.next() != '"' {
			return nil, errJSON
		}
		name, err := r.string()
		if err != nil || seen[name] {
			return nil, errJSON
		}
		seen[name] = true
		r.space()
		if !r.take(":") {
			return nil, errJSON
		}
		inner, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		found.members = append(found.members, member{name, inner})
		r.space()
		if r.take("}") {
			return found, nil
		}
		if !r.take(",") {
			return nil, errJSON
		}
	}
}

func (r *reader) array(depth int) (*value, error) {
	r.at++
	found := &value{kind: kindArray}
	r.space()
	if r.take("]") {
		return found, nil
	}
	for {
		inner, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		found.items = append(found.items, inner)
		r.space()
		if r.take("]") {
			return found, nil
		}
		if !r.take(",") {
			return nil, errJSON
		}
	}
}

// number reads an integer: no fraction, no exponent, no -0, no leading zero.
func (r *reader) number() (*value, error) {
	start := r.at
	r.take("-")
	first := r.at
	for c := r.next(); c >= '0' && c <= '9'; c = r.next() {
		r.at++
	}
	digits := string(r.bytes[first:r.at])
	if digits == "" || len(digits) > 16 || len(digits) > 1 && digits[0] == '0' || digits == "0" && first != start {
		return nil, errJSON
	}
	switch r.next() {
	case '.', 'e', 'E':
		return nil, errJSON
	}
	integer, err := strconv.ParseInt(string(r.bytes[start:r.at]), 10, 64)
	if err != nil || integer > maxInteger || integer < -maxInteger {
		return nil, errJSON
	}
	return &value{kind: kindInteger, integer: integer}, nil
}

func (r *reader) string() (string, error) {
	r.at++
	start := r.at
	var built []byte
	for r.at < len(r.bytes) {
		switch c := r.bytes[r.at]; {
		case c == '"':
			text := append(built, r.bytes[start:r.at]...)
			r.at++
			return string(text), nil
		case c < 0x20:
			return "", errJSON
		case c == '\\':
			built = append(built, r.bytes[start:r.at]...)
			r.at++
			point, err := r.escape()
			if err != nil {
				return "", err
			}
			built = utf8.AppendRune(built, point)
			start = r.at
		default:
			r.at++
		}
	}
	return "", errJSON
}

func (r *reader) escape() (rune, error) {
	c := r.next()
	r.at++
	switch c {
	case '"', '\\', '/':
		return rune(c), nil
	case 'b':
		return '\b', nil
	case 'f':
		return '\f', nil
	case 'n':
		return '\n', nil
	case 'r':
		return '\r', nil
	case 't':
		return '\t', nil
	case 'u':
		return r.unicodeEscape()
	}
	return 0, errJSON
}

// unicodeEscape refuses a surrogate without its other half.
func (r *reader) unicodeEscape() (rune, error) {
	unit, err := r.unit()
	if err != nil || !utf16.IsSurrogate(unit) {
		return unit, err
	}
	if !r.take("\\u") {
		return 0, errJSON
	}
	low, err := r.unit()
	if err != nil {
		return 0, err
	}
	point := utf16.DecodeRune(unit, low)
	if point == utf8.RuneError {
		return 0, errJSON
	}
	return point, nil
}

func (r *reader) unit() (rune, error) {
	if r.at+4 > len(r.bytes) {
		return 0, errJSON
	}
	unit, err := strconv.ParseUint(string(r.bytes[r.at:r.at+4]), 16, 16)
	if err != nil {
		return 0, errJSON
	}
	r.at += 4
	return rune(unit), nil
}
