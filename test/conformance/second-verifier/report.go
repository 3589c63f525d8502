package main

const (
	passed  = "passed"
	failed  = "failed"
	unknown = "error"
	skipped = "skipped"
)

// The checks in the order of the report.
var checkNames = []string{
	"format", "trust", "network", "identifier", "fields", "attestation", "signing-certificate", "seal-signature", "seal",
	"receipt-leaf", "batch", "block", "witnesses", "status", "licence-state", "certificate-states", "seal-state", "right",
	"validity", "recognition",
}

type check struct {
	Name    string `json:"name"`
	Outcome string `json:"outcome"`
	Code    string `json:"code,omitempty"`
}

type report struct {
	Verdict    string   `json:"verdict"`
	Codes      []string `json:"codes"`
	Warnings   []string `json:"warnings"`
	AnchoredAt string   `json:"anchoredAt,omitempty"`
	Checks     []check  `json:"checks"`
}

// outcome is a check without its name.
type outcome struct{ outcome, code string }

func pass() outcome               { return outcome{outcome: passed} }
func fail(code string) outcome    { return outcome{failed, code} }
func inDoubt(code string) outcome { return outcome{unknown, code} }
func skip(code string) outcome    { return outcome{skipped, code} }

// conclude makes the report: invalid where any check failed, else indeterminate where a required one is not passed.
func conclude(outcomes map[string]outcome, isRecognitionAsked bool, warnings []string) report {
	made := report{Verdict: "valid", Codes: []string{}, Warnings: warnings}
	for _, name := range checkNames {
		of := outcomes[name]
		made.Checks = append(made.Checks, check{name, of.outcome, of.code})
		isRequired := name != "recognition" || isRecognitionAsked
		if of.outcome == failed {
			made.Verdict = "invalid"
		}
		if of.outcome == passed || !isRequired {
			continue
		}
		made.Codes = append(made.Codes, of.code)
		if made.Verdict == "valid" {
			made.Verdict = "indeterminate"
		}
	}
	return made
}
