package main

import (
	"slices"
	"strconv"
	"unicode/utf16"
)

// canonical gives the bytes of RFC 8785: members by their UTF-16 code units, no white space.
func canonical(v *value) []byte {
	return appendCanonical(nil, v)
}

func appendCanonical(out []byte, v *value) []byte {
	switch v.kind {
	case kindObject:
		return appendObject(out, v)
	case kindArray:
		out = append(out, '[')
		for at, item := range v.items {
			if at > 0 {
				out = append(out, ',')
			}
			out = appendCanonical(out, item)
		}
		return append(out, ']')
	case kindString:
		return appendString(out, v.text)
	case kindInteger:
		return strconv.AppendInt(out, v.integer, 10)
	default:
		return strconv.AppendBool(out, v.truth)
	}
}

func appendObject(out []byte, v *value) []byte {
	sorted := slices.Clone(v.members)
	slices.SortFunc(sorted, func(a, b member) int { return compareUTF16(a.name, b.name) })
	out = append(out, '{')
	for at, each := range sorted {
		if at > 0 {
			out = append(out, ',')
		}
		out = appendString(out, each.name)
		out = append(out, ':')
		out = appendCanonical(out, each.value)
	}
	return append(out, '}')
}

func compareUTF16(a, b string) int {
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func appendString(out []byte, text string) []byte {
	const hex = "0123456789abcdef"
	short := map[byte]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}
	out = append(out, '"')
	for at := 0; at < len(text); at++ {
		c := text[at]
		if letter, is := short[c]; is {
			out = append(out, '\\', letter)
		} else if c < 0x20 {
			out = append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		} else {
			out = append(out, c)
		}
	}
	return append(out, '"')
}

// Values that this program makes itself.

func textOf(text string) *value { return &value{kind: kindString, text: text} }

func listOf(items ...*value) *value { return &value{kind: kindArray, items: items} }

// objectOf takes names and texts in turn.
func objectOf(namesAndTexts ...string) *value {
	made := &value{kind: kindObject}
	for at := 0; at+1 < len(namesAndTexts); at += 2 {
		made.members = append(made.members, member{namesAndTexts[at], textOf(namesAndTexts[at+1])})
	}
	return made
}
