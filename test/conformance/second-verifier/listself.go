package main

// judgeItself checks a list by itself; "" where nothing is wrong with it.
func (l *trustList) judgeItself(network string) string {
	for _, code := range []string{
		l.judgeEntries(), l.judgeKeys(), l.judgeRoots(), l.judgeTypes(network), l.judgeAgreements(network), l.judgeConvictions(network),
	} {
		if code != "" {
			return code
		}
	}
	return ""
}

// judgeEntries checks that each entry bears its own domain's signature, and a new governance key that of the one before.
func (l *trustList) judgeEntries() string {
	var before *domainItem
	for at, item := range l.body.Domains {
		e := item.Signed.Entry
		raw := l.raw.get("domains").items[at].get("signed").get("entry")
		isNext := before != nil && before.Signed.Entry.Domain == e.Domain
		isHandedOver := isNext && before.Signed.Entry.GovernanceKey != e.GovernanceKey
		if e.Founding != l.body.Founding || e.Ledger != l.body.Ledger ||
			!verifyPurpose(keyOf(e.GovernanceKey), "trust-entry", raw, item.Signed.Signature) ||
			isHandedOver != (item.Signed.PreviousSignature != "") ||
			isHandedOver && !verifyPurpose(keyOf(before.Signed.Entry.GovernanceKey), "trust-entry", raw, item.Signed.PreviousSignature) {
			return "TRUST_ENTRY_FOREIGN"
		}
		before = item
	}
	return ""
}

func (l *trustList) judgeRoots() string {
	for _, item := range l.body.Domains {
		item.witness = keyOf(item.Signed.Entry.WitnessKey)
		for _, text := range item.Signed.Entry.Roots {
			root, err := parseCertificate(unbase64(text))
			if err != nil || !isRoot(root) {
				return "TRUST_ROOT_INVALID"
			}
			item.roots = append(item.roots, root)
		}
	}
	return ""
}

// judgeKeys checks that no key is of two domains, a root's included.
func (l *trustList) judgeKeys() string {
	owners := map[string]string{}
	for _, item := range l.body.Domains {
		e := item.Signed.Entry
		keys := []string{e.GovernanceKey, e.WitnessKey, e.ReceiptKey}
		for _, text := range e.Roots {
			if root, err := parseCertificate(unbase64(text)); err == nil {
				keys = append(keys, base64Of(root.point))
			}
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
	for at, item := range l.body.Types {
		c := item.Command.Command
		raw := l.raw.get("types").items[at].get("command").get("command")
		if c.Target != "type/"+item.code() || !l.isByGovernance(c.commandHeader, network, "domain-entry", raw, item.Command.Signature) {
			return "TRUST_TYPE_INVALID"
		}
	}
	return ""
}

// isByGovernance checks a command of this network, signed with a governance key that its domain had.
func (l *trustList) isByGovernance(c commandHeader, network, purpose string, raw *value, signature string) bool {
	if c.Network != network || c.Ledger != l.body.Ledger {
		return false
	}
	for _, item := range l.body.Domains {
		e := item.Signed.Entry
		if e.Domain == c.Domain && digestHex(unbase64(e.GovernanceKey)) == c.Signer {
			return verifyPurpose(keyOf(e.GovernanceKey), purpose, raw, signature)
		}
	}
	return false
}

func (l *trustList) judgeAgreements(network string) string {
	for at, item := range l.body.Agreements {
		raw := l.raw.get("agreements").items[at].get("halves").items
		t := item.terms()
		if t != item.Halves[1].Command.Body.Terms || t.Issuing == t.Recognising {
			return "TRUST_AGREEMENT_INVALID"
		}
		for side, domain := range []string{t.Issuing, t.Recognising} {
			half := item.Halves[side]
			if half.Command.Domain != domain || half.Command.Target != "agreement-half/"+t.id()+"/"+domain ||
				!l.isByGovernance(half.Command.commandHeader, network, "agreement-half", raw[side].get("command"), half.Signature) {
				return "TRUST_AGREEMENT_INVALID"
			}
		}
	}
	return ""
}

// judgeConvictions checks two bodies of one witness for one height.
func (l *trustList) judgeConvictions(network string) string {
	for at, item := range l.body.Convictions {
		raw := l.raw.get("convictions").items[at].get("statements").items
		if item.BlockNumber > l.body.BlockNumber || item.Statements[0].Statement.body() == item.Statements[1].Statement.body() {
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
