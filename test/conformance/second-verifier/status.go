package main

import (
	"slices"
	"time"
)

// states are the entries that a verdict rests on, as witnesses or the own node say.
type states struct {
	entries map[string]statusLeaf
	isFresh bool
}

// nodeFacts are what the verifier's own node says, from one read.
type nodeFacts struct {
	isUnreachable bool
	Height        int64        `json:"height"`
	SeenAt        string       `json:"seenAt"`
	Entries       []statusLeaf `json:"entries"`
}

// needed are the keys of the entries that the verdict rests on.
func (j *judge) needed() []string {
	leaf := j.Receipt.Leaf
	keys := []string{leaf.Key, "right/" + leaf.Authority + "/" + leaf.Type, "seal/" + leaf.Seal}
	for fingerprint := range j.evidence.certificates {
		keys = append(keys, "certificate/"+fingerprint)
	}
	return keys
}

func (j *judge) judgeStatus() outcome {
	statements := j.judgeStatements()
	if statements.outcome == failed {
		return statements
	}
	if j.policy.StatusSource == "node" {
		return j.judgeNode()
	}
	return j.agreeOnStates()
}

// judgeStatements checks what every statement must be, whether it counts or not.
func (j *judge) judgeStatements() outcome {
	needed := j.needed()
	for at, each := range j.Statuses {
		by := j.trust.domainAt(each.Head.Domain, each.Head.BlockNumber)
		if by == nil {
			// Of a domain that the list does not have nothing can be checked; its word does not count.
			continue
		}
		if !verifyPurpose(by.witness, "status-head", j.raw.get("statuses").items[at].get("head"), each.Signature) {
			return fail("STATUS_SIGNATURE_INVALID")
		}
		leaves := j.raw.get("statuses").items[at].get("leaves").items
		for place, proved := range each.Leaves {
			if !slices.Contains(needed, proved.Leaf.Key) {
				return fail("STATUS_SURPLUS")
			}
			hash := leafHash("status-leaf", leaves[place].get("leaf"))
			if !proved.Proof.holds(hash, each.Head.Root, each.Head.Size) || !isOfKind(proved.Leaf) || proved.Leaf.SinceBlock > each.Head.BlockNumber {
				return fail("STATUS_INVALID")
			}
		}
	}
	return pass()
}

// isOfKind: the kind is the first part of the key.
func isOfKind(leaf statusLeaf) bool {
	return len(leaf.Key) > len(leaf.Kind) && leaf.Key[:len(leaf.Kind)+1] == leaf.Kind+"/"
}

// agreeOnStates counts the present members and wants a quorum of them to have every key and to agree.
func (j *judge) agreeOnStates() outcome {
	var counted []status
	for _, each := range j.Statuses {
		head := each.Head
		_, isConvicted := j.trust.convictedFrom(head.Domain)
		isOurs := head.Network == j.trust.network && head.Ledger == j.trust.body.Ledger && j.trust.domainAt(head.Domain, head.BlockNumber) != nil
		if isOurs && j.trust.presentMembers()[each.Head.Domain] && !isConvicted && !instant(each.Head.SeenAt).After(j.now.Add(maxAhead)) {
			counted = append(counted, each)
		}
	}
	if len(counted) < j.trust.presentQuorum() {
		return inDoubt("STATUS_ABSENT")
	}
	oldest := counted[0].Head.SeenAt
	for _, each := range counted {
		if each.Head.BlockNumber < j.block {
			return inDoubt("STATUS_BEFORE_ANCHORING")
		}
		oldest = min(oldest, each.Head.SeenAt)
	}
	entries := map[string]statusLeaf{}
	times := map[string]int{}
	for _, each := range counted {
		for _, proved := range each.Leaves {
			leaf := proved.Leaf
			before, is := entries[leaf.Key]
			if is && !agrees(before, leaf) {
				return inDoubt("STATUS_CONFLICT")
			}
			// `since` may differ by what each witness had of the others; the later one promises less.
			if !is || before.Since < leaf.Since {
				entries[leaf.Key] = leaf
			}
			times[leaf.Key]++
		}
	}
	for _, key := range j.needed() {
		if times[key] < len(counted) {
			return inDoubt("STATUS_ABSENT")
		}
	}
	return j.ageOf(entries, instant(oldest))
}

func agrees(a, b statusLeaf) bool {
	return a.Version == b.Version && a.Digest == b.Digest && a.State == b.State && a.DistrustFrom == b.DistrustFrom &&
		a.SinceBlock == b.SinceBlock && a.SinceIndex == b.SinceIndex
}

// ageOf takes the entries, and asks how old the word is and whether it covers the time asked about.
func (j *judge) ageOf(entries map[string]statusLeaf, seenAt time.Time) outcome {
	j.states = states{entries: entries}
	if j.at.Sub(seenAt) > time.Duration(j.policy.MaxStatusAgeSeconds)*time.Second {
		return inDoubt("STATUS_STALE")
	}
	j.states.isFresh = true
	if j.at.Before(instant(entries[j.Receipt.Leaf.Key].Since)) {
		return inDoubt("STATUS_NOT_COVERING")
	}
	return pass()
}

func (j *judge) judgeNode() outcome {
	if j.node == nil || j.node.isUnreachable {
		return inDoubt("LEDGER_UNAVAILABLE")
	}
	if j.node.Height < j.block {
		return inDoubt("STATUS_BEFORE_ANCHORING")
	}
	entries := map[string]statusLeaf{}
	for _, each := range j.node.Entries {
		entries[each.Key] = each
	}
	for _, key := range j.needed() {
		if _, is := entries[key]; !is {
			return inDoubt("LEDGER_ENTRY_MISSING")
		}
	}
	return j.ageOf(entries, instant(j.node.SeenAt))
}
