package main

import (
	"bytes"
)

const maxTrustBytes = 32 << 20

// trust is what a verifier believes: the last list of a walk, or the code by which the material was refused.
type trust struct {
	code    string
	network string
	*trustList
}

// readTrust reads a list or a store of lists and walks it. `pin` is the network that the asker names, or "".
func (f *formats) readTrust(text []byte, pin string) *trust {
	if len(text) > maxTrustBytes {
		return &trust{code: "TRUST_MALFORMED"}
	}
	raw, err := parseJSON(text)
	if err != nil {
		return &trust{code: "TRUST_MALFORMED"}
	}
	var lists []*value
	switch {
	case f.trustStore.accepts(raw):
		lists = raw.get("lists").items
		if held := raw.get("pin"); held != nil {
			if pin != "" && pin != held.text {
				return &trust{code: "TRUST_WRONG_NETWORK"}
			}
			pin = held.text
		}
	case f.trustList.accepts(raw):
		lists = []*value{raw}
	default:
		return &trust{code: "TRUST_MALFORMED"}
	}
	return walk(lists, pin)
}

func walk(raws []*value, pin string) *trust {
	held := &trust{}
	for at, raw := range raws {
		list, ok := readList(raw)
		if !ok {
			return &trust{code: "TRUST_MALFORMED"}
		}
		code := ""
		if at == 0 {
			code = held.begin(list, pin)
		} else {
			code = held.follow(list)
		}
		if code != "" {
			return &trust{code: code}
		}
	}
	return held
}

// begin takes list 0, or without a pin any list on the asker's word.
func (t *trust) begin(list *trustList, pin string) string {
	t.trustList, t.network = list, list.body.Network
	if list.body.Sequence > 0 {
		if pin != "" {
			return "TRUST_GAP"
		}
		return list.judgeItself(t.network)
	}
	t.network = list.digest
	if pin != "" && pin != t.network {
		return "TRUST_WRONG_NETWORK"
	}
	if code := list.countSignatures(list, len(list.body.Domains)); code != "" {
		return code
	}
	return list.judgeItself(t.network)
}

// follow takes the list after the one held (trust-list.md, the walk).
func (t *trust) follow(next *trustList) string {
	before := t.trustList
	old, new := &before.body, &next.body
	switch {
	case new.Sequence <= old.Sequence:
		return "TRUST_ROLLED_BACK"
	case new.Sequence > old.Sequence+1:
		return "TRUST_GAP"
	case new.Network != t.network || new.Founding != old.Founding || new.Ledger != old.Ledger || new.Profile != old.Profile:
		return "TRUST_WRONG_NETWORK"
	case new.Previous != before.digest:
		return "TRUST_FORK"
	case new.BlockNumber < old.BlockNumber || !instant(new.IssuedAt).After(instant(old.IssuedAt)):
		return "TRUST_ROLLED_BACK"
	}
	if code := next.countSignatures(before, len(before.presentMembers())/2+1); code != "" {
		return code
	}
	if code := next.judgeItself(t.network); code != "" {
		return code
	}
	if !next.keeps(before) {
		return "TRUST_ENTRY_ALTERED"
	}
	t.trustList = next
	return ""
}

// countSignatures wants signatures of the members of a list, with the governance keys that they have there.
func (l *trustList) countSignatures(by *trustList, wanted int) string {
	seen := map[string]bool{}
	for _, each := range l.signatures {
		member := by.presentDomain(each.Domain)
		if member == nil || seen[each.Domain] || !verifyPurpose(keyOf(member.Signed.Entry.GovernanceKey), "trust-list", l.raw, each.Signature) {
			return "TRUST_SIGNATURE_INVALID"
		}
		seen[each.Domain] = true
	}
	if len(seen) < wanted {
		return "TRUST_NOT_MAJORITY"
	}
	return ""
}

// keeps checks that nothing of the list before is altered, and that what is new begins above its block.
func (l *trustList) keeps(before *trustList) bool {
	known := before.body.BlockNumber
	for _, part := range []string{"domains", "types", "agreements"} {
		if !keepsItems(before.raw.get(part).items, l.raw.get(part).items, known) {
			return false
		}
	}
	return l.keepsQuorums(before) && l.keepsConvictions(before)
}

func keepsItems(before, after []*value, known int64) bool {
	old := map[string]*value{}
	for _, item := range before {
		old[string(canonical(withoutEnd(item)))] = item
	}
	kept := 0
	for _, item := range after {
		if same := old[string(canonical(withoutEnd(item)))]; same != nil {
			if !keepsEnd(same, item, known) {
				return false
			}
			kept++
		} else if item.get("fromBlock").integer <= known || !endsAbove(item, known) {
			return false
		}
	}
	return kept == len(before)
}

func withoutEnd(item *value) *value {
	copied := &value{kind: kindObject}
	for _, each := range item.members {
		if each.name != "untilBlock" {
			copied.members = append(copied.members, each)
		}
	}
	return copied
}

func keepsEnd(before, after *value, known int64) bool {
	if old := before.get("untilBlock"); old != nil {
		now := after.get("untilBlock")
		return now != nil && now.integer == old.integer
	}
	return endsAbove(after, known)
}

func endsAbove(item *value, known int64) bool {
	end := item.get("untilBlock")
	return end == nil || end.integer > known
}

func (l *trustList) keepsQuorums(before *trustList) bool {
	old, now := before.body.FormerQuorums, l.body.FormerQuorums
	if len(now) < len(old) {
		return false
	}
	for at, each := range old {
		if now[at] != each {
			return false
		}
	}
	rule, until := before.body.Quorum, before.body.BlockNumber
	added := now[len(old):]
	if len(added) == 0 {
		return l.body.Quorum == rule
	}
	for at, each := range added {
		if each.UntilBlock <= until || at == 0 && each.Quorum != rule {
			return false
		}
		until = each.UntilBlock
	}
	return true
}

// keepsConvictions checks that a conviction is kept word for word or gives way to one of a lower height.
func (l *trustList) keepsConvictions(before *trustList) bool {
	raws := l.raw.get("convictions").items
	for at, old := range before.body.Convictions {
		kept := false
		for place, now := range l.body.Convictions {
			if now.Domain != old.Domain {
				continue
			}
			isSame := bytes.Equal(canonical(raws[place]), canonical(before.raw.get("convictions").items[at]))
			kept = isSame || now.BlockNumber < old.BlockNumber
		}
		if !kept {
			return false
		}
	}
	return true
}
