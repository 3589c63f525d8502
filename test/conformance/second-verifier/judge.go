package main

import (
	"time"
)

// policy is what the verifier demands (docs/formats/policy.md).
type policy struct {
	Name                string         `json:"name"`
	RequiredFields      requiredFields `json:"requiredFields"`
	MaxStatusAgeSeconds int64          `json:"maxStatusAgeSeconds"`
	RelyingDomain       string         `json:"relyingDomain"`
	StatusSource        string         `json:"statusSource"`
	Production          bool           `json:"production"`
}

// question is what is asked, all of it the verifier's own but the evidence.
type question struct {
	trust   *trust
	policy  policy
	at, now time.Time
	node    *nodeFacts
}

// judge holds what the checks find out for one another.
type judge struct {
	question
	*evidence
	outcomes map[string]outcome
	warnings []string

	// The anchoring, known where `anchored`.
	block      int64
	anchored   bool
	anchoredAt time.Time

	signature *sealSignature
	used      map[string]bool
	states    states
}

func (f *formats) verify(text []byte, asked question) report {
	j := &judge{question: asked, outcomes: map[string]outcome{}, warnings: []string{}, used: map[string]bool{}}
	isAsked := asked.policy.RelyingDomain != ""
	read, code := f.readEvidence(text)
	j.evidence = read
	j.set("format", pass())
	if code != "" {
		j.set("format", fail(code))
	}
	j.set("trust", j.judgeTrust())
	if code != "" || asked.trust.code != "" {
		for _, name := range checkNames[2:] {
			j.set(name, skip("NOT_JUDGED"))
		}
		if !isAsked {
			j.set("recognition", skip("RECOGNITION_NOT_ASKED"))
		}
		return conclude(j.outcomes, isAsked, j.warnings)
	}
	j.judgeAll()
	made := conclude(j.outcomes, isAsked, j.warnings)
	if j.anchored {
		made.AnchoredAt = j.anchoredAt.Format(timeLayout)
	}
	return made
}

func (j *judge) set(name string, of outcome) { j.outcomes[name] = of }

func (j *judge) judgeAll() {
	j.signature, _ = parseSealSignature(j.evidence.sealSignature)
	j.set("witnesses", j.judgeWitnesses())
	j.set("network", j.judgeNetwork())
	j.set("identifier", j.judgeIdentifier())
	j.set("fields", j.judgeFields())
	j.set("attestation", j.judgeAttestation())
	j.set("seal-signature", j.judgeSealSignature())
	j.set("seal", j.judgeSeal())
	j.set("receipt-leaf", j.judgeLeaf())
	j.set("batch", j.judgeBatch())
	j.set("block", j.judgeBlock())
	j.set("signing-certificate", j.judgeSigningCertificate())
	j.set("status", j.judgeStatus())
	j.set("licence-state", j.judgeLicenceState())
	j.set("certificate-states", j.judgeCertificateStates())
	j.set("seal-state", j.judgeSealState())
	j.set("right", j.judgeRight())
	j.set("validity", j.judgeValidity())
	j.set("recognition", j.judgeRecognition())
	j.warnOfOlderList()
}

func (j *judge) judgeTrust() outcome {
	t := j.trust
	if t.code != "" {
		return inDoubt(t.code)
	}
	if t.body.Profile == "evaluation" {
		if j.policy.Production {
			return fail("EVALUATION_NETWORK")
		}
		j.warnings = append(j.warnings, "EVALUATION_NETWORK")
	}
	until := instant(t.body.NextUpdate)
	if j.at.After(until) || j.now.After(until) {
		return inDoubt("TRUST_STALE")
	}
	return pass()
}

// judgeNetwork: everything names the network of the list, and its ledger.
func (j *judge) judgeNetwork() outcome {
	command := j.Receipt.Batch.Command
	networks := []string{j.Document.Network, command.Network}
	ledgers := []string{command.Ledger}
	for _, each := range j.Receipt.Statements {
		networks = append(networks, each.Statement.Network)
		ledgers = append(ledgers, each.Statement.Ledger)
	}
	for _, each := range j.Statuses {
		networks = append(networks, each.Head.Network)
		ledgers = append(ledgers, each.Head.Ledger)
	}
	for _, each := range networks {
		if each != j.trust.network {
			return fail("WRONG_NETWORK")
		}
	}
	for _, each := range ledgers {
		if each != j.trust.body.Ledger {
			return fail("WRONG_LEDGER")
		}
	}
	if !j.trust.knowsDomain(j.Document.Domain) {
		return fail("DOMAIN_UNKNOWN")
	}
	return pass()
}

// judgeLeaf: the leaf says what the document says.
func (j *judge) judgeLeaf() outcome {
	d, l := j.Document, j.Receipt.Leaf
	if l.Digest != j.licenceDigest || l.LicenceVersion != d.Version || l.Domain != d.Domain || l.Authority != d.Authority ||
		l.Type != d.Type || l.ValidFrom != d.ValidFrom || l.ValidUntil != d.ValidUntil {
		return fail("LEAF_MISMATCH")
	}
	return pass()
}

func (j *judge) judgeBlock() outcome {
	if !j.hasBody() {
		return skip("NOT_JUDGED")
	}
	command := j.raw.get("receipt").get("batch").get("command")
	entry := listOf(textOf(j.Receipt.TransactionID), textOf("licence-batch"), textOf(digestHex(purposed("licence-batch", canonical(command)))))
	body := j.Receipt.Statements[0].Statement
	if !j.Receipt.BlockProof.holds(leafHash("block-entry", entry), body.BlockRoot, body.BlockSize) {
		return fail("BLOCK_PROOF_INVALID")
	}
	return pass()
}

// judgeValidity: the days of the header, in UTC+8, the last one to its end.
func (j *judge) judgeValidity() outcome {
	if j.at.Before(dayStart(j.Document.ValidFrom)) {
		return fail("LICENCE_NOT_YET_VALID")
	}
	if until := j.Document.ValidUntil; until != "" && !j.at.Before(dayAfter(until)) {
		return fail("LICENCE_EXPIRED")
	}
	return pass()
}
