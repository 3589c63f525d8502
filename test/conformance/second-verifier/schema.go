package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"unicode/utf8"
)

// schema is the part of JSON Schema 2020-12 that docs/formats uses. A keyword that is not here ends the program when it loads.
type schema struct {
	ID                   string             `json:"$id"`
	Dialect              string             `json:"$schema"`
	Type                 string             `json:"type"`
	Properties           map[string]*schema `json:"properties"`
	Required             []string           `json:"required"`
	AdditionalProperties *bool              `json:"additionalProperties"`
	Const                *string            `json:"const"`
	Enum                 []string           `json:"enum"`
	Pattern              string             `json:"pattern"`
	MinLength            int                `json:"minLength"`
	MaxLength            *int               `json:"maxLength"`
	Minimum              *int64             `json:"minimum"`
	Maximum              *int64             `json:"maximum"`
	Items                *itemsSchema       `json:"items"`
	PrefixItems          []*schema          `json:"prefixItems"`
	MinItems             int                `json:"minItems"`
	MaxItems             *int               `json:"maxItems"`
	OneOf                []*schema          `json:"oneOf"`

	pattern *regexp.Regexp
	further func(string) bool
}

// itemsSchema is a schema, or false: no items beyond the prefix.
type itemsSchema struct {
	schema *schema
}

func (s *itemsSchema) UnmarshalJSON(bytes []byte) error {
	if string(bytes) == "false" {
		return nil
	}
	s.schema = &schema{}
	return strictly(bytes, s.schema)
}

func loadSchema(folder, name string, used map[string]bool) (*schema, error) {
	bytes, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		return nil, err
	}
	loaded := &schema{}
	if err := strictly(bytes, loaded); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if err := loaded.prepare(used); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return loaded, nil
}

var utf16Escape = regexp.MustCompile(`\\u([0-9a-fA-F]{4})`)

// prepare compiles the patterns, which are those of ECMAScript, and finds the values that have rules beyond their pattern.
func (s *schema) prepare(used map[string]bool) error {
	if s == nil {
		return nil
	}
	if s.Pattern != "" {
		var err error
		if s.pattern, err = regexp.Compile(utf16Escape.ReplaceAllString(s.Pattern, `\x{$1}`)); err != nil {
			return err
		}
		s.further = furtherRules[s.Pattern]
		used[s.Pattern] = true
	}
	inner := slices.Concat(s.PrefixItems, s.OneOf)
	for _, each := range s.Properties {
		inner = append(inner, each)
	}
	if s.Items != nil {
		inner = append(inner, s.Items.schema)
	}
	for _, each := range inner {
		if err := each.prepare(used); err != nil {
			return err
		}
	}
	return nil
}

// accepts says whether a value is of the schema, its strings decoded as encodings.md has them.
func (s *schema) accepts(v *value) bool {
	if len(s.OneOf) > 0 {
		count := 0
		for _, each := range s.OneOf {
			if each.accepts(v) {
				count++
			}
		}
		return count == 1
	}
	switch s.Type {
	case "object":
		return v.kind == kindObject && s.acceptsMembers(v)
	case "array":
		return v.kind == kindArray && s.acceptsItems(v)
	case "string":
		return v.kind == kindString && s.acceptsText(v.text)
	case "integer":
		return v.kind == kindInteger && (s.Minimum == nil || v.integer >= *s.Minimum) && (s.Maximum == nil || v.integer <= *s.Maximum)
	case "boolean":
		return v.kind == kindBoolean
	}
	return false
}

func (s *schema) acceptsMembers(v *value) bool {
	for _, each := range v.members {
		known := s.Properties[each.name]
		if known == nil || !known.accepts(each.value) {
			return false
		}
	}
	for _, name := range s.Required {
		if v.get(name) == nil {
			return false
		}
	}
	return true
}

func (s *schema) acceptsItems(v *value) bool {
	if len(v.items) < s.MinItems || s.MaxItems != nil && len(v.items) > *s.MaxItems {
		return false
	}
	for at, item := range v.items {
		of := (*schema)(nil)
		if at < len(s.PrefixItems) {
			of = s.PrefixItems[at]
		} else if s.Items != nil {
			of = s.Items.schema
		}
		if of == nil || !of.accepts(item) {
			return false
		}
	}
	return true
}

// acceptsText counts lengths in code points (encodings.md).
func (s *schema) acceptsText(text string) bool {
	if s.Const != nil && text != *s.Const || s.Enum != nil && !slices.Contains(s.Enum, text) {
		return false
	}
	if s.MinLength > 0 || s.MaxLength != nil {
		length := utf8.RuneCountInString(text)
		if length < s.MinLength || s.MaxLength != nil && length > *s.MaxLength {
			return false
		}
	}
	return (s.pattern == nil || s.pattern.MatchString(text)) && (s.further == nil || s.further(text))
}

// formats are the schemas that a verifier reads by.
type formats struct {
	evidence, trustList, trustStore *schema
}

func loadFormats(folder string) (*formats, error) {
	loaded := &formats{}
	used := map[string]bool{}
	for name, into := range map[string]**schema{
		"evidence.schema.json":    &loaded.evidence,
		"trust-list.schema.json":  &loaded.trustList,
		"trust-store.schema.json": &loaded.trustStore,
	} {
		found, err := loadSchema(folder, name, used)
		if err != nil {
			return nil, err
		}
		*into = found
	}
	for pattern := range furtherRules {
		if !used[pattern] {
			return nil, fmt.Errorf("no schema has the pattern %s any more: its rule would be lost", pattern)
		}
	}
	return loaded, nil
}

// strictly refuses what the target does not know.
func strictly(bytes []byte, into any) error {
	decoder := json.NewDecoder(bytesReader(bytes))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
