package main

import (
	"slices"
	"time"
)

// A statement this far ahead of the verifier's clock does not count.
const maxAhead = 5 * time.Minute

func (j *judge) hasBody() bool { return j.anchored }

// judgeWitnesses establishes the anchoring time, or says why there is none.
func (j *judge) judgeWitnesses() outcome {
	statements := j.Receipt.Statements
	j.block = statements[0].Statement.BlockNumber
	raws := j.raw.get("receipt").get("statements").items
	bodies := map[string][]blockBody{}
	for at, each := range statements {
		s := each.Statement
		if s.BlockNumber != j.block {
			return fail("WITNESS_STATEMENT_SURPLUS")
		}
		by := j.trust.domainAt(s.Domain, s.BlockNumber)
		if by == nil {
			return fail("WITNESS_UNKNOWN")
		}
		if !verifyPurpose(by.witness, "block-statement", raws[at].get("statement"), each.Signature) {
			return fail("WITNESS_SIGNATURE_INVALID")
		}
		bodies[s.Domain] = append(bodies[s.Domain], s.body())
	}
	counted, surplus := j.countStatements(bodies)
	if surplus {
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
	j.anchored, j.anchoredAt = true, instant(counted[quorum-1].SeenAt)
	return pass()
}

// countStatements leaves out the convicted ones and those from the future; a second statement of one body is surplus.
func (j *judge) countStatements(bodies map[string][]blockBody) (counted []statementBody, surplus bool) {
	for _, each := range j.Receipt.Statements {
		s := each.Statement
		said := bodies[s.Domain]
		isTwoFaced := slices.ContainsFunc(said, func(b blockBody) bool { return b != said[0] })
		from, isConvicted := j.trust.convictedFrom(s.Domain)
		if isTwoFaced || isConvicted && from <= j.block || instant(s.SeenAt).After(j.now.Add(maxAhead)) {
			continue
		}
		if len(said) > 1 {
			surplus = true
		}
		counted = append(counted, s)
	}
	return counted, surplus
}
