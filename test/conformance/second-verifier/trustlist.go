package main

import (
	"crypto/ecdsa"
	"encoding/json"
)

// trustList is one signed list; `raw` is the value it was read from.
type trustList struct {
	body       listBody
	raw        *value
	signatures []domainSignature
	digest     string
}

type domainSignature struct {
	Domain    string
	Signature string
}

type span struct {
	FromBlock  int64
	UntilBlock *int64
}

// covers says whether something counted at a block: from its first block on, and no more at `untilBlock`.
func (s span) covers(block int64) bool {
	return s.FromBlock <= block && (s.UntilBlock == nil || block < *s.UntilBlock)
}

type listBody struct {
	Profile       string
	Quorum        string
	FormerQuorums []formerQuorum
	Founding      string
	Network       string
	Previous      string
	Sequence      int64
	IssuedAt      string
	NextUpdate    string
	Ledger        string
	BlockNumber   int64
	Domains       []*domainItem
	Types         []*typeItem
	Agreements    []*agreementItem
	Convictions   []*conviction
}

type formerQuorum struct {
	Quorum     string
	UntilBlock int64
}

type domainItem struct {
	span
	Signed struct {
		Entry             entry
		Signature         string
		PreviousSignature string
	}
	roots   []*certificate
	witness *ecdsa.PublicKey
}

type entry struct {
	Founding, Ledger, Domain              string
	Version                               int64
	Roots, Gateways                       []string
	GovernanceKey, WitnessKey, ReceiptKey string
}

type commandHeader struct {
	Network, Ledger, Domain, Target, Signer string
	ExpectedVersion                         int64
}

type typeItem struct {
	span
	Command struct {
		Command struct {
			commandHeader
			Body struct {
				Definition struct {
					TypeCode string
					Fields   []struct{ Name string }
				}
			}
		}
		Signature string
	}
}

func (t *typeItem) code() string { return t.Command.Command.Body.Definition.TypeCode }

type agreementItem struct {
	span
	Halves [2]struct {
		Command struct {
			commandHeader
			Body struct{ Terms terms }
		}
		Signature string
	}
}

func (a *agreementItem) terms() terms { return a.Halves[0].Command.Body.Terms }

type terms struct {
	Issuing, Recognising, LicenceType, SealClass, Decision, Note, From, Until string
	Version                                                                   int64
}

func (t terms) id() string {
	return t.Issuing + "/" + t.Recognising + "/" + t.LicenceType + "/" + t.SealClass
}

type conviction struct {
	Domain      string
	BlockNumber int64
	Statements  [2]blockStatement
}

type blockStatement struct {
	Statement statementBody
	Signature string
}

type statementBody struct {
	Network, Ledger, Domain string
	BlockNumber             int64
	BlockHash, BlockRoot    string
	BlockSize               int64
	SeenAt                  string
}

// blockBody is what two statements on one height may not differ in.
type blockBody struct {
	hash, root string
	size       int64
}

func (s statementBody) body() blockBody { return blockBody{s.BlockHash, s.BlockRoot, s.BlockSize} }

// decode reads a value that its schema has accepted into a Go struct.
func decode(of *value, into any) bool {
	return json.Unmarshal(canonical(of), into) == nil
}

func readList(raw *value) (*trustList, bool) {
	list := &trustList{raw: raw.get("list")}
	list.digest = digestHex(canonical(list.raw))
	for _, item := range raw.get("signatures").items {
		list.signatures = append(list.signatures, domainSignature{item.get("domain").text, item.get("signature").text})
	}
	return list, decode(list.raw, &list.body) && list.hasRoots()
}

// hasRoots: their bytes can be read, whatever they are.
func (l *trustList) hasRoots() bool {
	for _, item := range l.body.Domains {
		if !all(item.Signed.Entry.Roots, isBase64url) {
			return false
		}
	}
	return true
}
