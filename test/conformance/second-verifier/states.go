package main

import (
	"slices"
	"strings"
)

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
	key := j.key
	if j.identified == nil {
		key = j.Receipt.Leaf.Key
	}
	leaf, is := j.states.entries[key]
	if !is || j.at.Before(instant(leaf.Since)) {
		return skip("STATUS_UNKNOWN")
	}
	if code, is := finalStates[leaf.State]; is {
		return fail(code)
	}
	switch {
	case leaf.Version < j.Receipt.Leaf.ExpectedVersion+1:
		return inDoubt("STATUS_BEFORE_ANCHORING")
	case leaf.Digest != j.licenceDigest:
		return fail("LICENCE_SUPERSEDED")
	case !j.states.isFresh:
		return skip("STATUS_UNKNOWN")
	case leaf.State == "suspended":
		return fail("LICENCE_SUSPENDED")
	case leaf.State != "active":
		return fail("STATUS_INVALID")
	}
	return pass()
}

func (j *judge) judgeCertificateStates() outcome {
	if ground := j.groundOfStates(); ground.code != "" {
		return ground
	}
	for _, each := range j.evidence.order {
		leaf, is := j.states.entries["certificate/"+each.fingerprint]
		switch {
		case !is:
			return skip("STATUS_UNKNOWN")
		case leaf.Digest != each.fingerprint:
			return fail("STATUS_INVALID")
		case j.isDistrusted(leaf):
			return fail("CERTIFICATE_DISTRUSTED")
		case leaf.State != "active" && (leaf.State != "revoked" || j.isBefore(leaf)):
			return fail("CERTIFICATE_REVOKED")
		}
	}
	return j.ifFresh()
}

func (j *judge) judgeSealState() outcome {
	if ground := j.groundOfStates(); ground.code != "" {
		return ground
	}
	leaf, is := j.states.entries["seal/"+j.Receipt.Leaf.Seal]
	switch {
	case !is:
		return skip("STATUS_UNKNOWN")
	case leaf.Digest != j.Receipt.Leaf.Seal:
		return fail("STATUS_INVALID")
	case j.isDistrusted(leaf):
		return fail("SEAL_DISTRUSTED")
	case leaf.State != "active" && j.isBefore(leaf):
		return fail("SEAL_NOT_ACTIVE")
	}
	return j.ifFresh()
}

func (j *judge) judgeRight() outcome {
	if !j.anchored {
		return skip("ANCHORING_UNKNOWN")
	}
	d := j.Document
	if j.trust.typeAt(d.Type, j.block) == nil {
		return j.beyondList("TYPE_UNKNOWN", j.block)
	}
	leaf, is := j.states.entries["right/"+d.Authority+"/"+d.Type]
	switch {
	case !is:
		return skip("STATUS_UNKNOWN")
	case leaf.Digest != digestHex(canonical(objectOf("authority", d.Authority, "type", d.Type))):
		return fail("STATUS_INVALID")
	case leaf.State != "active" && j.isBefore(leaf):
		return fail("RIGHT_ENDED")
	}
	return j.ifFresh()
}

// groundOfStates: without states and an anchoring there is nothing to compare.
func (j *judge) groundOfStates() outcome {
	if j.states.entries == nil {
		return skip("STATUS_UNKNOWN")
	}
	if !j.anchored {
		return skip("ANCHORING_UNKNOWN")
	}
	return outcome{}
}

// ifFresh: that nothing has happened only a fresh word can say.
func (j *judge) ifFresh() outcome {
	if !j.states.isFresh {
		return skip("STATUS_UNKNOWN")
	}
	return pass()
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
		return skip("SEAL_SIGNATURE_MALFORMED")
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

// What a key, a root or a member that is newer than the list looks like.
var (
	olderAnchoring = []string{
		"DOMAIN_UNKNOWN", "CERTIFICATE_CHAIN", "WITNESS_UNKNOWN", "WITNESS_SIGNATURE_INVALID", "WITNESS_STATEMENT_SURPLUS", "WITNESS_QUORUM_MISSING",
	}
	olderStatus = []string{"STATUS_SIGNATURE_INVALID", "STATUS_ABSENT"}
)

// warnOfOlderList: evidence from blocks that the list does not know may fail for what a newer list has.
func (j *judge) warnOfOlderList() {
	var suspects []string
	isNewer := func(block int64) bool { return block > j.trust.body.BlockNumber }
	if slices.ContainsFunc(j.Receipt.Statements, func(s blockStatement) bool { return isNewer(s.Statement.BlockNumber) }) {
		suspects = append(suspects, olderAnchoring...)
	}
	if slices.ContainsFunc(j.Statuses, func(s status) bool { return isNewer(s.Head.BlockNumber) }) {
		suspects = append(suspects, olderStatus...)
	}
	for _, of := range j.outcomes {
		if slices.Contains(suspects, of.code) {
			// Said with the check `trust`, so before what recognition has to say.
			at := slices.Index(j.warnings, "RECOGNISED_WITH_NOTE")
			if at < 0 {
				at = len(j.warnings)
			}
			j.warnings = slices.Insert(j.warnings, at, "TRUST_LIST_OLDER")
			return
		}
	}
}
