package main

import (
	"strings"
)

// judgeItself checks a list by itself, in the order of trust-list.md; "" where nothing is wrong with it.
func (l *trustList) judgeItself(network string) string {
	b := &l.body
	isFirst := b.Sequence == 0
	switch {
	case (b.Network == "") != isFirst || (b.Previous == "") != isFirst:
		return "TRUST_MALFORMED"
	case !isFirst && b.Network != network:
		return "TRUST_WRONG_NETWORK"
	case b.NextUpdate < b.IssuedAt || !l.isInOrder():
		return "TRUST_MALFORMED"
	}
	for _, judge := range []func(string) string{l.judgeEntries, l.judgeKeys, l.judgeTypes, l.judgeAgreements, l.judgeConvictions} {
		if code := judge(network); code != "" {
			return code
		}
	}
	return ""
}

// judgeEntries checks that each entry bears its own domain's signature, and a new governance key that of the one before.
func (l *trustList) judgeEntries(string) string {
	last := map[string]*domainItem{}
	for at, item := range l.body.Domains {
		e := item.Signed.Entry
		before := last[e.Domain]
		raw := l.raw.get("domains").items[at].get("signed").get("entry")
		switch {
		case e.Version != versionAfter(before) || before != nil && !before.hasEndedBefore(item.span):
			return "TRUST_ENTRY_ALTERED"
		case !item.isPossible(l.body.BlockNumber):
			return "TRUST_MALFORMED"
		case e.Founding != l.body.Founding || e.Ledger != l.body.Ledger || !item.isSigned(raw, before):
			return "TRUST_ENTRY_FOREIGN"
		case l.body.Profile == "production" && !e.isOverTLS():
			return "TRUST_MALFORMED"
		}
		last[e.Domain] = item
	}
	return ""
}

func versionAfter(before *domainItem) int64 {
	if before == nil {
		return 1
	}
	return before.Signed.Entry.Version + 1
}

func (d *domainItem) isSigned(raw *value, before *domainItem) bool {
	key := d.Signed.Entry.GovernanceKey
	if !verifyPurpose(keyOf(key), "trust-entry", raw, d.Signed.Signature) {
		return false
	}
	if before == nil || before.Signed.Entry.GovernanceKey == key {
		return d.Signed.PreviousSignature == ""
	}
	return verifyPurpose(keyOf(before.Signed.Entry.GovernanceKey), "trust-entry", raw, d.Signed.PreviousSignature)
}

func (e entry) isOverTLS() bool {
	for _, address := range e.Gateways {
		if !strings.HasPrefix(address, "https://") {
			return false
		}
	}
	return true
}

// judgeKeys reads the roots and checks that no key is of two domains, a root's included.
func (l *trustList) judgeKeys(string) string {
	owners := map[string]string{}
	for _, item := range l.body.Domains {
		e := item.Signed.Entry
		item.witness = keyOf(e.WitnessKey)
		keys := []string{e.GovernanceKey, e.WitnessKey, e.ReceiptKey}
		for _, text := range e.Roots {
			root, err := parseCertificate(unbase64(text))
			if err != nil || !isRoot(root) {
				return "TRUST_ROOT_INVALID"
			}
			item.roots = append(item.roots, root)
			keys = append(keys, base64Of(root.point))
		}
		for _, key := range keys {
			if owner, is := owners[key]; is && owner != e.Domain {
				return "TRUST_KEY_SHARED"
			}
			owners[key] = e.Domain
		}
	}
	return ""
}

func (l *trustList) judgeTypes(network string) string {
	last := map[string]*typeItem{}
	for at, item := range l.body.Types {
		c := item.Command.Command
		raw := l.raw.get("types").items[at].get("command").get("command")
		before := last[item.code()]
		switch {
		case !item.isPossible(l.body.BlockNumber):
			return "TRUST_MALFORMED"
		case c.Target != "type/"+item.code() ||
			!l.isByGovernance(c.commandHeader, item.FromBlock, true, network, "domain-entry", raw, item.Command.Signature):
			return "TRUST_TYPE_INVALID"
		case before != nil && (before.Command.Command.Domain != c.Domain || before.Command.Command.ExpectedVersion >= c.ExpectedVersion):
			return "TRUST_TYPE_INVALID"
		case before != nil && !before.hasEndedBefore(item.span):
			return "TRUST_MALFORMED"
		}
		last[item.code()] = item
	}
	return ""
}

// isByGovernance checks a command of this network, signed with a governance key that its domain had at a block, or had begun
// to have by then. A block may hold the command and the change of the key in either order, so both keys count.
func (l *trustList) isByGovernance(c commandHeader, block int64, isExact bool, network, purpose string, raw *value, signature string) bool {
	if c.Network != network || c.Ledger != l.body.Ledger {
		return false
	}
	for _, item := range l.body.Domains {
		e := item.Signed.Entry
		hadIt := item.FromBlock <= block && (!isExact || item.UntilBlock == nil || block <= *item.UntilBlock)
		if e.Domain == c.Domain && hadIt && digestHex(unbase64(e.GovernanceKey)) == c.Signer &&
			verifyPurpose(keyOf(e.GovernanceKey), purpose, raw, signature) {
			return true
		}
	}
	return false
}

func (l *trustList) judgeAgreements(network string) string {
	last := map[string]*agreementItem{}
	for at, item := range l.body.Agreements {
		raw := l.raw.get("agreements").items[at].get("halves").items
		t := item.terms()
		before := last[t.id()]
		if !item.isPossible(l.body.BlockNumber) {
			return "TRUST_MALFORMED"
		}
		if t != item.Halves[1].Command.Body.Terms || t.Issuing == t.Recognising {
			return "TRUST_AGREEMENT_INVALID"
		}
		for side, domain := range []string{t.Issuing, t.Recognising} {
			half := item.Halves[side]
			if half.Command.Domain != domain || half.Command.Target != "agreement-half/"+t.id()+"/"+domain ||
				!l.isByGovernance(half.Command.commandHeader, item.FromBlock, false, network, "agreement-half", raw[side].get("command"), half.Signature) {
				return "TRUST_AGREEMENT_INVALID"
			}
		}
		if before != nil && before.terms().Version >= t.Version {
			return "TRUST_AGREEMENT_INVALID"
		}
		if before != nil && !before.hasEndedBefore(item.span) {
			return "TRUST_MALFORMED"
		}
		last[t.id()] = item
	}
	return ""
}

// judgeConvictions checks two bodies of one witness for one height.
func (l *trustList) judgeConvictions(network string) string {
	for at, item := range l.body.Convictions {
		raw := l.raw.get("convictions").items[at].get("statements").items
		if item.BlockNumber > l.body.BlockNumber || item.Statements[0].Statement == item.Statements[1].Statement {
			return "TRUST_CONVICTION_INVALID"
		}
		by := l.domainAt(item.Domain, item.BlockNumber)
		for side, each := range item.Statements {
			s := each.Statement
			if by == nil || s.Network != network || s.Ledger != l.body.Ledger || s.Domain != item.Domain || s.BlockNumber != item.BlockNumber ||
				!verifyPurpose(by.witness, "block-statement", raw[side].get("statement"), each.Signature) {
				return "TRUST_CONVICTION_INVALID"
			}
		}
	}
	return ""
}
