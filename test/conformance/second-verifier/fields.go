package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// The names of GB/T 36903 that licences have (docs/formats/evidence.md); those of the type begin with KZ_.
var metadataNames = strings.Fields("ZZMC ZZLXDM ZZBH ZZBS ZZBFJG ZZBFJGDM ZZBFRQ CZZT CZZTDM CZZTDMLX CZZTDMLXDM ZZYXQQSRQ ZZYXQJZRQ")

// requiredFields are names, or all of the document's.
type requiredFields struct {
	all   bool
	names []string
}

func (r *requiredFields) UnmarshalJSON(bytes []byte) error {
	if string(bytes) == `"all"` {
		r.all = true
		return nil
	}
	return json.Unmarshal(bytes, &r.names)
}

func (j *judge) judgeFields() outcome {
	opened := map[string]string{}
	for at, each := range j.Fields {
		if !slices.Contains(j.Document.FieldDigests, j.fieldDigests[at]) {
			return fail("FIELD_FOREIGN")
		}
		opened[each.Name] = each.Value
	}
	switch {
	case !slices.Contains(j.Document.FieldDigests, j.Document.LicenceNumberDigest):
		return fail("LICENCE_NUMBER_MISMATCH")
	case len(opened) < len(j.Fields):
		return fail("FIELD_DOUBLED")
	case !j.hasItsNumber():
		return fail("LICENCE_NUMBER_MISMATCH")
	case j.hasUnknownName():
		return j.beyondList("FIELD_UNKNOWN", j.block)
	case !j.agreesWithHeader(opened):
		return fail("FIELD_MISMATCH")
	case j.policy.RequiredFields.all && len(j.Fields) < len(j.Document.FieldDigests):
		return inDoubt("FIELD_HIDDEN")
	}
	for _, name := range j.policy.RequiredFields.names {
		if _, is := opened[name]; !is {
			return inDoubt("FIELD_HIDDEN")
		}
	}
	return pass()
}

// hasItsNumber: the field with the number's digest is ZZBH, and no other is.
func (j *judge) hasItsNumber() bool {
	for at, each := range j.Fields {
		if (each.Name == "ZZBH") != (j.fieldDigests[at] == j.Document.LicenceNumberDigest) {
			return false
		}
	}
	return true
}

func (j *judge) agreesWithHeader(opened map[string]string) bool {
	d := j.Document
	for name, wanted := range map[string]string{
		"ZZBS": d.LicenceID, "ZZLXDM": d.Type, "ZZBFJGDM": d.Authority, "ZZYXQQSRQ": d.ValidFrom, "ZZYXQJZRQ": d.ValidUntil,
	} {
		if got, is := opened[name]; is && got != wanted {
			return false
		}
	}
	return true
}

// hasUnknownName: every name is of GB/T 36903 or of the type. Where the list does not know the type, the check `right` says so.
func (j *judge) hasUnknownName() bool {
	of := j.trust.typeAt(j.Document.Type, j.block)
	if of == nil {
		return false
	}
	known := slices.Clone(metadataNames)
	for _, each := range of.Command.Command.Body.Definition.Fields {
		known = append(known, each.Name)
	}
	return slices.ContainsFunc(j.Fields, func(f field) bool { return !slices.Contains(known, f.Name) })
}
