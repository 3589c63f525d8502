package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"slices"
	"time"
)

// Patterns of the schemas whose strings have rules that no pattern can say.
var furtherRules = map[string]func(string) bool{
	`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$`: isTime,
	`^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`:                                         isDay,
	// A public key: on the curve, and never the point at infinity.
	`^B[A-Za-z0-9_-]{85}[AEIMQUYcgkosw048]$`: func(text string) bool {
		_, err := publicKey(unbase64(text))
		return err == nil
	},
}

const timeLayout = "2006-01-02T15:04:05.000Z"

func isTime(text string) bool {
	parsed, err := time.Parse(timeLayout, text)
	return err == nil && parsed.Format(timeLayout) == text
}

func isDay(text string) bool {
	parsed, err := time.Parse(time.DateOnly, text)
	return err == nil && parsed.Format(time.DateOnly) == text
}

func isBase64url(text string) bool {
	_, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil
}

// unbase64 decodes a text that has been judged already; what is none decodes to nothing.
func unbase64(text string) []byte {
	decoded, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil
	}
	return decoded
}

// instant is the time of a text that has been judged already.
func instant(text string) time.Time {
	parsed, _ := time.Parse(timeLayout, text)
	return parsed
}

// dayStart is the moment at which a day begins in UTC+8.
func dayStart(day string) time.Time {
	parsed, _ := time.Parse(time.DateOnly, day)
	return parsed.Add(-8 * time.Hour)
}

func unhex(text string) []byte {
	decoded, _ := hex.DecodeString(text)
	return decoded
}

func bytesReader(of []byte) io.Reader { return bytes.NewReader(of) }

func all[T any](items []T, is func(T) bool) bool {
	return !slices.ContainsFunc(items, func(item T) bool { return !is(item) })
}

func base64Of(of []byte) string { return base64.RawURLEncoding.EncodeToString(of) }

// dayAfter is the moment at which a day is over.
func dayAfter(day string) time.Time { return dayStart(day).Add(24 * time.Hour) }
