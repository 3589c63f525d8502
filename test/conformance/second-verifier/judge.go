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

	identified *identifier
	key        string
	signature  *sealSignature
	states     states
	// Of the first statement that counts, else of the first.
	body statementBody
}

func (f *formats) verify(text []byte, asked question) report {
	j := &judge{question: asked, outcomes: map[string]outcome{}, warnings: []string{}}
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
	j.identify()
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
	type place struct{ network, ledger string }
	named := []place{{j.Document.Network, j.trust.body.Ledger}, {command.Network, command.Ledger}}
	for _, each := range j.Receipt.Statements {
		named = append(named, place{each.Statement.Network, each.Statement.Ledger})
	}
	for _, each := range j.Statuses {
		named = append(named, place{each.Head.Network, each.Head.Ledger})
	}
	for _, each := range named {
		if each.network != j.trust.network {
			return fail("WRONG_NETWORK")
		}
		if each.ledger != j.trust.body.Ledger {
			return fail("WRONG_LEDGER")
		}
	}
	if !j.trust.knowsDomain(j.Document.Domain) {
		highest := int64(0)
		for _, each := range j.Receipt.Statements {
			highest = max(highest, each.Statement.BlockNumber)
		}
		return j.beyondList("DOMAIN_UNKNOWN", highest)
	}
	return pass()
}

// judgeLeaf: the leaf says what the document says; a first version stands where nothing stood, a later one where something did.
func (j *judge) judgeLeaf() outcome {
	d, l := j.Document, j.Receipt.Leaf
	if l.Digest != j.licenceDigest || l.Key != j.key || l.LicenceVersion != d.Version || l.Domain != d.Domain || l.Authority != d.Authority ||
		l.Type != d.Type || l.ValidFrom != d.ValidFrom || l.ValidUntil != d.ValidUntil ||
		(l.LicenceVersion == 1) != (l.ExpectedVersion == 0) {
		return fail("LEAF_MISMATCH")
	}
	return pass()
}

func (j *judge) judgeBlock() outcome {
	command := j.raw.get("receipt").get("batch").get("command")
	entry := listOf(textOf(j.Receipt.TransactionID), textOf("licence-batch"), textOf(digestHex(purposed("licence-batch", canonical(command)))))
	if !j.Receipt.BlockProof.holds(leafHash("block-entry", entry), j.body.BlockRoot, j.body.BlockSize) {
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
