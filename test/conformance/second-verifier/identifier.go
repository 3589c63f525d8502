package main

import (
	"strings"
)

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// identifier is a licence identifier by GB/T 36904.
type identifier struct{ typeCode, authority, serial, version string }

func (i identifier) withoutVersion() string {
	return strings.Join([]string{"1.2.156.3005.2", i.typeCode, i.authority, i.serial}, ".")
}

// readIdentifier wants the check character, and social credit codes of which the synthetic ones pass on evaluation networks only.
func readIdentifier(text string, isEvaluation bool) (identifier, bool) {
	rest, ok := strings.CutPrefix(text, "1.2.156.3005.2.")
	parts := strings.Split(rest, ".")
	if !ok || len(parts) != 5 {
		return identifier{}, false
	}
	i := identifier{parts[0], parts[1], parts[2], parts[3]}
	if len(i.typeCode) != 21 || !isDigits([]byte(i.typeCode[18:])) || len(i.version) != 3 || !isDigits([]byte(i.version)) || i.version == "000" ||
		len(i.serial) < 1 || len(i.serial) > 32 || strings.Trim(i.serial, alphabet) != "" ||
		!isCreditCode(i.typeCode[:18], isEvaluation) || !isCreditCode(i.authority, isEvaluation) {
		return identifier{}, false
	}
	return i, parts[4] == checkCharacter(i.typeCode+i.authority+i.serial+i.version)
}

// checkCharacter is ISO 7064 MOD 37,36 (GB/T 17710).
func checkCharacter(text string) string {
	p := 36
	for _, c := range text {
		p = (p + strings.IndexRune(alphabet, c)) % 36
		if p == 0 {
			p = 36
		}
		p = 2 * p % 37
	}
	at := (37 - p) % 36
	return alphabet[at : at+1]
}

// isCreditCode checks a social credit code of GB 32100 with both of its check characters.
func isCreditCode(code string, isEvaluation bool) bool {
	const letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	if len(code) != 18 || strings.Trim(code, letters) != "" || !isDigits([]byte(code[2:8])) {
		return false
	}
	if code[2:4] == "99" && !isEvaluation {
		return false
	}
	sum, weight := 0, 1
	for _, c := range code[:17] {
		sum += weight * strings.IndexRune(letters, c)
		weight = weight * 3 % 31
	}
	return code[17] == letters[(31-sum%31)%31] && isOrganisationCode(code[8:17])
}

// isOrganisationCode checks the nine characters of GB 11714.
func isOrganisationCode(code string) bool {
	sum := 0
	for at, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += weight * strings.IndexByte(alphabet, code[at])
	}
	return code[8] == "0X987654321"[sum%11]
}

func (j *judge) judgeIdentifier() outcome {
	d, l, c := j.Document, j.Receipt.Leaf, j.Receipt.Batch.Command
	if j.identified == nil {
		return fail("IDENTIFIER_INVALID")
	}
	id := *j.identified
	if id.typeCode != d.Type || id.authority != d.Authority || number(id.version) != d.Version ||
		l.Authority != d.Authority || c.Authority != d.Authority || l.Key != j.key || (d.Version > 1) != (d.PreviousLicenceID != "") {
		return fail("IDENTIFIER_MISMATCH")
	}
	if !isOfArea(d.Authority, d.Domain) {
		return fail("AUTHORITY_OUTSIDE_DOMAIN")
	}
	if d.Version > 1 && !j.namesVersionBefore(id) {
		return fail("IDENTIFIER_MISMATCH")
	}
	return pass()
}

// identify reads the identifier and computes the ledger key that follows from it.
func (j *judge) identify() {
	id, ok := readIdentifier(j.Document.LicenceID, j.isEvaluation())
	if !ok {
		return
	}
	j.identified = &id
	j.key = "licence/" + id.authority + "/" + id.typeCode + "/" +
		digestHex([]byte("yinxin/licence-key/v1"), []byte{0}, []byte(j.trust.network), []byte{0}, []byte(id.withoutVersion()))
}

func (j *judge) isEvaluation() bool { return j.trust.body.Profile == "evaluation" }

// namesVersionBefore: the identifier before differs in its version alone.
func (j *judge) namesVersionBefore(id identifier) bool {
	before, ok := readIdentifier(j.Document.PreviousLicenceID, j.isEvaluation())
	return ok && before.withoutVersion() == id.withoutVersion() && number(before.version) == j.Document.Version-1
}

func number(digits string) int64 {
	total := int64(0)
	for _, c := range digits {
		total = total*10 + int64(c-'0')
	}
	return total
}

// isOfArea: characters 3 and 4 are the province's digits, or 10 for a ministry.
func isOfArea(authority, domain string) bool {
	if len(domain) == 2 {
		return authority[2:4] == domain
	}
	return authority[2:4] == "10"
}
