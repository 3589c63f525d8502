package main

import (
	"cmp"
	"encoding/json"
)

const maxEvidenceBytes = 1 << 20

// evidence is what docs/formats/evidence.md describes; `raw` is the value it was read from.
type evidence struct {
	raw          *value
	Document     document
	Fields       []field
	Attestation  string
	Certificates []string
	Receipt      receipt
	Statuses     []status

	licenceDigest string
	fieldDigests  []string
	fingerprints  []string
	certificates  map[string]*certificate
	order         []*certificate
	sealSignature []byte
}

type document struct {
	Network, Domain, Authority, Type string
	LicenceID                        string
	PreviousLicenceID                string
	Version                          int64
	ValidFrom, ValidUntil            string
	LicenceNumberDigest              string
	FieldDigests                     []string
}

type field struct{ Salt, Name, Value string }

type receipt struct {
	Leaf       batchLeaf
	BatchProof proof
	Batch      struct {
		Command   batchCommand
		Signature string
	}
	TransactionID string
	BlockProof    proof
	Statements    []blockStatement
}

type batchLeaf struct {
	Key                             string
	ExpectedVersion, LicenceVersion int64
	Digest                          string
	Domain, Authority, Type         string
	ValidFrom, ValidUntil           string
	AttestationCertificate          string
	SealCertificate                 string
	Seal, SealSignature             string
}

type batchCommand struct {
	commandHeader
	Authority string
	Body      struct {
		Root string
		Size int64
	}
}

type status struct {
	Head      statusHead
	Signature string
	Leaves    []provedLeaf
}

type statusHead struct {
	Network, Ledger, Domain string
	BlockNumber             int64
	Root                    string
	Size                    int64
	SeenAt                  string
}

type provedLeaf struct {
	Leaf  statusLeaf
	Proof proof
}

type statusLeaf struct {
	Key, Kind              string
	Version                int64
	Digest, State, Since   string
	SinceBlock, SinceIndex int64
	DistrustFrom           string
}

// readEvidence gives the code by which the format is refused, "" for what is of it.
func (f *formats) readEvidence(text []byte) (*evidence, string) {
	if len(text) > maxEvidenceBytes {
		return nil, "EVIDENCE_TOO_LARGE"
	}
	raw, err := parseJSON(text)
	if err != nil || !f.evidence.accepts(raw) {
		return nil, "EVIDENCE_MALFORMED"
	}
	e := &evidence{raw: raw, certificates: map[string]*certificate{}}
	if json.Unmarshal(canonical(raw), e) != nil {
		return nil, "EVIDENCE_MALFORMED"
	}
	e.licenceDigest = digestHex(canonical(raw.get("document")))
	e.sealSignature = unbase64(raw.get("sealSignature").text)
	for _, each := range e.Fields {
		e.fieldDigests = append(e.fieldDigests, each.digest())
	}
	for _, each := range e.Certificates {
		if !isBase64url(each) {
			return nil, "EVIDENCE_MALFORMED"
		}
		e.fingerprints = append(e.fingerprints, digestHex(unbase64(each)))
	}
	if !e.isInOrder() {
		return nil, "EVIDENCE_ORDER"
	}
	for _, each := range e.Certificates {
		parsed, err := parseCertificate(unbase64(each))
		if err != nil {
			return nil, "CERTIFICATE_MALFORMED"
		}
		e.certificates[parsed.fingerprint] = parsed
		e.order = append(e.order, parsed)
	}
	return e, ""
}

func (f field) digest() string {
	return digestHex(purposed("field", canonical(listOf(textOf(f.Salt), textOf(f.Name), textOf(f.Value)))))
}

// isInOrder: one piece of evidence has one form, everything strictly ascending.
func (e *evidence) isInOrder() bool {
	if !areAscending(e.Document.FieldDigests, cmp.Compare[string]) || !areAscending(e.fieldDigests, cmp.Compare[string]) ||
		!areAscending(e.fingerprints, cmp.Compare[string]) ||
		!areAscending(e.Receipt.Statements, compareStatements) ||
		!areAscending(e.Statuses, func(a, b status) int { return cmp.Compare(a.Head.Domain, b.Head.Domain) }) {
		return false
	}
	for _, each := range e.Statuses {
		if !areAscending(each.Leaves, func(a, b provedLeaf) int { return cmp.Compare(a.Leaf.Key, b.Leaf.Key) }) {
			return false
		}
	}
	return true
}

func compareStatements(a, b blockStatement) int {
	return cmp.Or(
		cmp.Compare(a.Statement.SeenAt, b.Statement.SeenAt),
		cmp.Compare(a.Statement.Domain, b.Statement.Domain),
		cmp.Compare(a.Signature, b.Signature),
	)
}
