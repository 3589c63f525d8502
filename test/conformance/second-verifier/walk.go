package main

import (
	"bytes"
	"slices"
)

const maxTrustBytes = 64 << 20

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
		// What the asker pins goes before the pin in his file.
		if held := raw.get("pin"); held != nil && pin == "" {
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
	var lists []*trustList
	for _, raw := range raws {
		list, ok := readList(raw)
		if !ok {
			return &trust{code: "TRUST_MALFORMED"}
		}
		lists = append(lists, list)
	}
	held := &trust{}
	for at, list := range lists {
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

// begin takes list 0, signed by every founder; or without a pin any list on the asker's word.
func (t *trust) begin(list *trustList, pin string) string {
	isFirst := list.body.Sequence == 0
	t.trustList, t.network = list, list.body.Network
	if isFirst {
		t.network = list.digest
	}
	switch {
	case t.network == "":
		return "TRUST_MALFORMED"
	case pin != "" && pin != t.network:
		return "TRUST_WRONG_NETWORK"
	case pin != "" && !isFirst:
		return "TRUST_GAP"
	}
	if code := list.judgeItself(t.network); code != "" {
		return code
	}
	keys := list.governanceKeys(func(s span) bool { return !isFirst || s.UntilBlock == nil })
	wanted := 0
	if isFirst {
		wanted = len(list.body.Domains)
	}
	return list.countSignatures(keys, wanted)
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
	case new.Previous != before.digest:
		return "TRUST_FORK"
	case new.Founding != old.Founding || new.Ledger != old.Ledger || new.Profile != old.Profile:
		return "TRUST_WRONG_NETWORK"
	case new.BlockNumber < old.BlockNumber || new.IssuedAt <= old.IssuedAt:
		return "TRUST_ROLLED_BACK"
	}
	keys := before.governanceKeys(func(s span) bool { return s.UntilBlock == nil })
	if code := next.countSignatures(keys, len(keys)/2+1); code != "" {
		return code
	}
	if !next.keeps(before) {
		return "TRUST_ENTRY_ALTERED"
	}
	t.trustList = next
	return next.judgeItself(t.network)
}

// governanceKeys gives the keys of each domain, of its entries that are asked for.
func (l *trustList) governanceKeys(is func(span) bool) map[string][]string {
	keys := map[string][]string{}
	for _, item := range l.body.Domains {
		if e := item.Signed.Entry; is(item.span) {
			keys[e.Domain] = append(keys[e.Domain], e.GovernanceKey)
		}
	}
	return keys
}

// countSignatures wants signatures of so many domains; a foreign, doubled or bad one refuses the list.
func (l *trustList) countSignatures(keys map[string][]string, wanted int) string {
	seen := map[string]bool{}
	for _, each := range l.signatures {
		isGood := func(key string) bool { return verifyPurpose(keyOf(key), "trust-list", l.raw, each.Signature) }
		if seen[each.Domain] || !slices.ContainsFunc(keys[each.Domain], isGood) {
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
	old, now, known := &before.body, &l.body, before.body.BlockNumber
	return keepsItems(partOf(before, "domains", old.Domains), partOf(l, "domains", now.Domains), known) &&
		keepsItems(partOf(before, "types", old.Types), partOf(l, "types", now.Types), known) &&
		keepsItems(partOf(before, "agreements", old.Agreements), partOf(l, "agreements", now.Agreements), known) &&
		l.keepsQuorums(before) && l.keepsConvictions(before)
}

// partOf gives the items of a part by their places.
func partOf[T placed](of *trustList, name string, items []T) map[string]*value {
	raws := map[string]*value{}
	for at, item := range items {
		raws[item.place().String()] = of.raw.get(name).items[at]
	}
	return raws
}

func keepsItems(before, after map[string]*value, known int64) bool {
	for name, old := range before {
		if now := after[name]; now == nil || !isKept(old, now, known) {
			return false
		}
	}
	for name, item := range after {
		if before[name] == nil && item.get("fromBlock").integer <= known {
			return false
		}
	}
	return true
}

// isKept: word for word, but for an end newly set above the block that the list before knew.
func isKept(before, after *value, known int64) bool {
	end := after.get("untilBlock")
	if before.get("untilBlock") != nil || end == nil {
		return bytes.Equal(canonical(before), canonical(after))
	}
	return end.integer > known && bytes.Equal(canonical(before), canonical(withoutEnd(after)))
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
	// The rules follow on one another, each another than the one before it.
	rule := before.body.Quorum
	added := now[len(old):]
	for at, each := range added {
		if each.UntilBlock <= before.body.BlockNumber || (each.Quorum == rule) != (at == 0) {
			return false
		}
		rule = each.Quorum
	}
	return (l.body.Quorum == rule) == (len(added) == 0)
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
