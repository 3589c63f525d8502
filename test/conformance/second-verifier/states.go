package main

import "strings"

// isBefore: facts of the ledger are ordered by block and transaction.
func (j *judge) isBefore(leaf statusLeaf) bool {
	return leaf.SinceBlock < j.block || leaf.SinceBlock == j.block && leaf.SinceIndex < j.Receipt.BlockProof.Index
}

func (j *judge) isDistrusted(leaf statusLeaf) bool {
	return leaf.DistrustFrom != "" && !instant(leaf.DistrustFrom).After(j.anchoredAt)
}

var finalStates = map[string]string{
	"revoked": "LICENCE_REVOKED", "withdrawn": "LICENCE_WITHDRAWN", "cancelled": "LICENCE_CANCELLED", "superseded": "LICENCE_SUPERSEDED",
}

// judgeLicenceState: final states count however old the word, the others only by a fresh one.
func (j *judge) judgeLicenceState() outcome {
	if j.states.entries == nil {
		return skip("STATUS_UNKNOWN")
	}
	leaf := j.states.entries[j.Receipt.Leaf.Key]
	if code, is := finalStates[leaf.State]; is {
		return fail(code)
	}
	if leaf.Digest != j.licenceDigest {
		return fail("LICENCE_SUPERSEDED")
	}
	if !j.states.isFresh {
		return inDoubt("STATUS_UNKNOWN")
	}
	switch leaf.State {
	case "active":
		return pass()
	case "suspended":
		return fail("LICENCE_SUSPENDED")
	}
	return inDoubt("STATUS_UNKNOWN")
}

func (j *judge) judgeCertificateStates() outcome {
	if ground := j.groundOfStates(); ground.code != "" {
		return ground
	}
	found := pass()
	for _, each := range j.evidence.order {
		leaf := j.states.entries["certificate/"+each.fingerprint]
		if leaf.State != "active" && j.isBefore(leaf) {
			return fail("CERTIFICATE_REVOKED")
		}
		if j.isDistrusted(leaf) {
			found = fail("CERTIFICATE_DISTRUSTED")
		}
	}
	return found
}

func (j *judge) judgeSealState() outcome {
	if ground := j.groundOfStates(); ground.code != "" {
		return ground
	}
	leaf := j.states.entries["seal/"+j.Receipt.Leaf.Seal]
	if leaf.State != "active" && j.isBefore(leaf) {
		return fail("SEAL_NOT_ACTIVE")
	}
	if j.isDistrusted(leaf) {
		return fail("SEAL_DISTRUSTED")
	}
	return pass()
}

func (j *judge) judgeRight() outcome {
	if ground := j.groundOfStates(); ground.code != "" {
		return ground
	}
	leaf := j.states.entries["right/"+j.Receipt.Leaf.Authority+"/"+j.Receipt.Leaf.Type]
	if leaf.State != "active" && j.isBefore(leaf) {
		return fail("RIGHT_ENDED")
	}
	if j.trust.typeAt(j.Document.Type, j.block) == nil {
		return inDoubt("TYPE_UNKNOWN")
	}
	return pass()
}

func (j *judge) groundOfStates() outcome {
	if j.states.entries == nil {
		return skip("STATUS_UNKNOWN")
	}
	if !j.anchored {
		return skip("ANCHORING_UNKNOWN")
	}
	return outcome{}
}

var sealClasses = map[int64]string{1: "statutory-name", 2: "finance", 3: "invoice", 4: "contract"}

// judgeRecognition takes the newest version of the agreement that had begun; when its days are over, no older one comes back.
func (j *judge) judgeRecognition() outcome {
	relying := j.policy.RelyingDomain
	if relying == "" {
		return skip("RECOGNITION_NOT_ASKED")
	}
	if relying == j.Document.Domain {
		return pass()
	}
	if j.signature == nil {
		return skip("NOT_JUDGED")
	}
	class, is := sealClasses[j.signature.seal.sealType]
	if !is {
		return fail("SEAL_CLASS_UNKNOWN")
	}
	id := strings.Join([]string{j.Document.Domain, relying, j.Document.Type, class}, "/")
	var newest *terms
	for _, item := range j.trust.body.Agreements {
		t := item.terms()
		if t.id() == id && !j.at.Before(dayStart(t.From)) && (newest == nil || t.Version > newest.Version) {
			newest = &t
		}
	}
	if newest == nil || newest.Until != "" && !j.at.Before(dayAfter(newest.Until)) {
		return fail("RECOGNITION_MISSING")
	}
	switch newest.Decision {
	case "refuse":
		return fail("RECOGNITION_REFUSED")
	case "accept-with-note":
		j.warnings = append(j.warnings, "RECOGNISED_WITH_NOTE")
	}
	return pass()
}

// older are the codes that a newer trust list might cure.
var olderCodes = map[string]bool{
	"DOMAIN_UNKNOWN": true, "CERTIFICATE_CHAIN": true, "WITNESS_UNKNOWN": true, "WITNESS_SIGNATURE_INVALID": true,
	"WITNESS_STATEMENT_SURPLUS": true, "WITNESS_QUORUM_MISSING": true,
}

func (j *judge) warnOfOlderList() {
	known := j.trust.body.BlockNumber
	isNewer := j.block > known
	for _, each := range j.Statuses {
		isNewer = isNewer || each.Head.BlockNumber > known
	}
	if !isNewer {
		return
	}
	for name, of := range j.outcomes {
		isOfStatus := name == "status" && (of.code == "STATUS_SIGNATURE_INVALID" || of.code == "STATUS_ABSENT" && len(j.Statuses) > 0)
		if of.outcome != passed && (olderCodes[of.code] || isOfStatus) {
			j.warnings = append(j.warnings, "TRUST_LIST_OLDER")
			return
		}
	}
}
