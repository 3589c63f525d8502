package main

import (
	"bytes"
	"slices"
)

// isForeign: a certificate's subject has exactly one organizationIdentifier (2.5.4.97), the authority.
func (j *judge) isForeign(c *certificate) bool {
	return !slices.Equal(c.organizationID, []string{j.Document.Authority})
}

// judgePath validates the path of a certificate at the anchoring time, to a root that the document's domain had at that block.
func (j *judge) judgePath(end *certificate, of usage) outcome {
	if !j.anchored {
		return skip("ANCHORING_UNKNOWN")
	}
	domain := j.trust.domainAt(j.Document.Domain, j.block)
	if domain == nil {
		return j.beyondList("DOMAIN_UNKNOWN", j.block)
	}
	if code := validatePath(end, chainAbove(end, j.evidence.order), domain.roots, of, j.anchoredAt); code != "" {
		return fail(code)
	}
	return pass()
}

// beyondList: blocks above the list's may know what the list does not.
func (j *judge) beyondList(code string, block int64) outcome {
	if block > j.trust.body.BlockNumber {
		return inDoubt(code)
	}
	return fail(code)
}

func (j *judge) judgeAttestation() outcome {
	by := j.evidence.certificates[j.Receipt.Leaf.AttestationCertificate]
	if by == nil {
		return fail("CERTIFICATE_MISSING")
	}
	d := j.Document
	attested := objectOf("network", d.Network, "ledger", j.trust.body.Ledger, "domain", d.Domain, "authority", d.Authority, "type", d.Type,
		"licenceDigest", j.licenceDigest)
	if !verifyPurpose(by.key, "licence-attestation", attested, j.Attestation) {
		return fail("ATTESTATION_INVALID")
	}
	return pass()
}

func (j *judge) judgeSigningCertificate() outcome {
	end := j.evidence.certificates[j.Receipt.Leaf.AttestationCertificate]
	switch {
	case end == nil:
		return fail("CERTIFICATE_MISSING")
	case j.isForeign(end):
		return fail("CERTIFICATE_FOREIGN")
	case j.hasSurplusCertificate():
		return fail("CERTIFICATE_SURPLUS")
	}
	return j.judgePath(end, usageLicence)
}

// hasSurplusCertificate: one that is neither a signer's or the maker's nor in the chain above one of these.
func (j *judge) hasSurplusCertificate() bool {
	leaf := j.Receipt.Leaf
	signers := []string{leaf.AttestationCertificate, j.Receipt.Batch.Command.Signer, leaf.SealCertificate}
	if j.signature != nil {
		signers = append(signers, digestHex(j.signature.seal.maker))
	}
	used := map[string]bool{}
	for _, fingerprint := range signers {
		used[fingerprint] = true
		if end := j.evidence.certificates[fingerprint]; end != nil {
			for _, each := range chainAbove(end, j.evidence.order) {
				used[each.fingerprint] = true
			}
		}
	}
	return slices.ContainsFunc(j.evidence.order, func(c *certificate) bool { return !used[c.fingerprint] })
}

func (j *judge) judgeSealSignature() outcome {
	s := j.signature
	if s == nil {
		return fail("SEAL_SIGNATURE_MALFORMED")
	}
	leaf := j.Receipt.Leaf
	signer, err := parseCertificate(s.signer)
	switch {
	case !s.isVersion4():
		return fail("SEAL_SIGNATURE_VERSION")
	case !bytes.Equal(s.dataHash, unhex(j.licenceDigest)):
		return fail("SEAL_SIGNATURE_OTHER_DOCUMENT")
	case s.propertyInfo != "yinxin/licence/v1":
		return fail("SEAL_SIGNATURE_OTHER_SCOPE")
	case err != nil || !s.signature.holds(signer, s.toSign):
		return fail("SEAL_SIGNATURE_INVALID")
	case digestHex(s.der) != leaf.SealSignature || signer.fingerprint != leaf.SealCertificate:
		return fail("SEAL_SIGNATURE_MISMATCH")
	case !s.seal.lists(s.signer):
		return fail("SEAL_SIGNER_NOT_LISTED")
	case j.evidence.certificates[signer.fingerprint] == nil:
		return fail("CERTIFICATE_MISSING")
	case j.isForeign(signer):
		return fail("CERTIFICATE_FOREIGN")
	}
	return j.judgePath(j.evidence.certificates[signer.fingerprint], usageSeal)
}

func (j *judge) judgeSeal() outcome {
	if j.signature == nil {
		return skip("SEAL_SIGNATURE_MALFORMED")
	}
	s := j.signature.seal
	maker := j.evidence.certificates[digestHex(s.maker)]
	switch {
	case digestHex(s.der) != j.Receipt.Leaf.Seal:
		return fail("SEAL_MISMATCH")
	case !s.isSound():
		return fail("SEAL_INVALID")
	case maker == nil:
		return fail("CERTIFICATE_MISSING")
	}
	found := j.judgePath(maker, usageSealMaking)
	if found.outcome == passed && (j.anchoredAt.Before(s.validFrom) || j.anchoredAt.After(s.validTo)) {
		return fail("SEAL_NOT_VALID_THEN")
	}
	return found
}

func (j *judge) judgeBatch() outcome {
	r := j.Receipt
	c := r.Batch.Command
	if c.Domain != j.Document.Domain || c.Authority != j.Document.Authority || c.Target != "batch/"+c.Body.Root {
		return fail("BATCH_MISMATCH")
	}
	leaf := leafHash("licence-leaf", j.raw.get("receipt").get("leaf"))
	if !r.BatchProof.holds(leaf, c.Body.Root, c.Body.Size) {
		return fail("BATCH_PROOF_INVALID")
	}
	by := j.evidence.certificates[c.Signer]
	switch {
	case by == nil:
		return fail("CERTIFICATE_MISSING")
	case j.isForeign(by):
		return fail("CERTIFICATE_FOREIGN")
	case !verifyPurpose(by.key, "licence-batch", j.raw.get("receipt").get("batch").get("command"), r.Batch.Signature):
		return fail("BATCH_SIGNATURE_INVALID")
	}
	return j.judgePath(by, usageLicence)
}
