package main

import (
	"slices"
	"time"
)

// A statement this far ahead of the verifier's clock does not count.
const maxAhead = 5 * time.Minute

// judgeWitnesses establishes the anchoring time, or says why there is none.
func (j *judge) judgeWitnesses() outcome {
	statements := j.Receipt.Statements
	j.body = statements[0].Statement
	j.block = j.body.BlockNumber
	for _, each := range statements {
		if each.Statement.BlockNumber != j.block {
			return fail("WITNESS_STATEMENT_SURPLUS")
		}
	}
	for at, each := range statements {
		by := j.trust.domainAt(each.Statement.Domain, j.block)
		switch {
		case by == nil && !j.trust.knowsDomain(each.Statement.Domain):
			return j.beyondList("WITNESS_UNKNOWN", j.block)
		case by == nil:
			return fail("WITNESS_UNKNOWN")
		case !verifyPurpose(by.witness, "block-statement", j.raw.get("receipt").get("statements").items[at].get("statement"), each.Signature):
			return fail("WITNESS_SIGNATURE_INVALID")
		}
	}
	counted, isDoubled := j.countStatements()
	if isDoubled {
		return fail("WITNESS_STATEMENT_SURPLUS")
	}
	for _, each := range counted {
		if each.body() != counted[0].body() {
			return inDoubt("WITNESS_CONFLICT")
		}
	}
	quorum := j.trust.quorumAt(j.block)
	if len(counted) > quorum {
		return fail("WITNESS_STATEMENT_SURPLUS")
	}
	isOther := func(s statementBody) bool { return s.Domain != j.Document.Domain }
	if len(counted) < quorum || !slices.ContainsFunc(counted, isOther) {
		return inDoubt("WITNESS_QUORUM_MISSING")
	}
	// They stand in the order of their times.
	j.body = counted[0]
	j.anchored, j.anchoredAt = true, instant(counted[quorum-1].SeenAt)
	return pass()
}

// countStatements leaves out what does not count: of another network, of a witness convicted by the list or by two bodies
// here, from the future. One body twice is surplus.
func (j *judge) countStatements() (counted []statementBody, isDoubled bool) {
	for at, each := range j.Receipt.Statements {
		s := each.Statement
		from, isConvicted := j.trust.convictedFrom(s.Domain)
		isCounted := s.Network == j.trust.network && s.Ledger == j.trust.body.Ledger &&
			!(isConvicted && from <= j.block) && !instant(s.SeenAt).After(j.now.Add(maxAhead))
		for place, other := range j.Receipt.Statements {
			if place != at && other.Statement.Domain == s.Domain {
				isCounted = false
				isDoubled = isDoubled || other.Statement == s
			}
		}
		if isCounted {
			counted = append(counted, s)
		}
	}
	return counted, isDoubled
}
