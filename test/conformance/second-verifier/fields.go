package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// Names of GB/T 36903 (docs/formats/evidence.md); those of the type begin with KZ_.
var metadataNames = strings.Fields(`ZZMC ZZLXDM ZZBH ZZBS ZZBFJG ZZBFJGDM ZZBFRQ CZZT CZZTDM CZZTDMLX CZZTDMLXDM ZZYXQQSRQ ZZYXQJZRQ
	ZZQZR ZZQZSJ ZZQZMC CJSJ JZJZZSJ JZJZZZ JZJZZSY JZJYXQJZSJ`)

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
		if _, twice := opened[each.Name]; twice {
			return fail("FIELD_DOUBLED")
		}
		opened[each.Name] = each.Value
		if each.Name == "ZZBH" && j.fieldDigests[at] != j.Document.LicenceNumberDigest {
			return fail("LICENCE_NUMBER_MISMATCH")
		}
	}
	if !j.agreesWithHeader(opened) {
		return fail("FIELD_MISMATCH")
	}
	if code := j.judgeNames(opened); code.code != "" {
		return code
	}
	if j.policy.RequiredFields.all && len(j.Fields) < len(j.Document.FieldDigests) {
		return inDoubt("FIELD_HIDDEN")
	}
	for _, name := range j.policy.RequiredFields.names {
		if _, is := opened[name]; !is {
			return inDoubt("FIELD_HIDDEN")
		}
	}
	return pass()
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

// judgeNames: every name is of GB/T 36903 or of the type; the type may have been defined anew above the list's block.
func (j *judge) judgeNames(opened map[string]string) outcome {
	of := j.trust.typeAt(j.Document.Type, j.block)
	isOpen := false
	for name := range opened {
		if !strings.HasPrefix(name, "KZ_") {
			if !slices.Contains(metadataNames, name) {
				return fail("FIELD_UNKNOWN")
			}
			continue
		}
		if of == nil || slices.ContainsFunc(of.Command.Command.Body.Definition.Fields, func(f struct{ Name string }) bool { return f.Name == name }) {
			continue
		}
		isOpen = true
	}
	if !isOpen {
		return outcome{}
	}
	if j.block > j.trust.body.BlockNumber {
		return inDoubt("FIELD_UNKNOWN")
	}
	return fail("FIELD_UNKNOWN")
}
