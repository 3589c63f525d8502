package main

import "slices"

// roots are those that the document's domain had at the anchoring block.
func (j *judge) roots() []*certificate {
	if of := j.trust.domainAt(j.Document.Domain, j.block); of != nil {
		return of.roots
	}
	return nil
}

// judgePath finds a certificate of the evidence, wants it to be the authority's where `isOwn`, and validates its path at the anchoring time.
func (j *judge) judgePath(fingerprint string, isOwn bool, of usage) outcome {
	end := j.evidence.certificates[fingerprint]
	if end == nil {
		return fail("CERTIFICATE_MISSING")
	}
	j.used[fingerprint] = true
	if isOwn && !slices.Equal(end.organizationID, []string{j.Document.Authority}) {
		return fail("CERTIFICATE_FOREIGN")
	}
	if !j.anchored {
		return skip("ANCHORING_UNKNOWN")
	}
	result := validatePath(end, j.evidence.order, j.roots(), of, j.anchoredAt)
	for _, each := range result.used {
		j.used[each.fingerprint] = true
	}
	if result.code != "" {
		return fail(result.code)
	}
	return pass()
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

// judgeSigningCertificate comes after the other paths: it also says whether a certificate is there that none of them uses.
func (j *judge) judgeSigningCertificate() outcome {
	found := j.judgePath(j.Receipt.Leaf.AttestationCertificate, true, usageLicence)
	if found.outcome != passed {
		return found
	}
	for fingerprint := range j.evidence.certificates {
		if !j.used[fingerprint] {
			return fail("CERTIFICATE_SURPLUS")
		}
	}
	return found
}

func (j *judge) judgeSealSignature() outcome {
	s := j.signature
	if s == nil {
		return fail("SEAL_SIGNATURE_MALFORMED")
	}
	if s.version != 4 || s.seal.version != 4 {
		return fail("SEAL_SIGNATURE_VERSION")
	}
	leaf := j.Receipt.Leaf
	fingerprint := digestHex(s.signer)
	signer, err := parseCertificate(s.signer)
	switch {
	case err != nil:
		return fail("SEAL_SIGNATURE_MALFORMED")
	case base64Of(s.dataHash) != base64Of(unhex(j.licenceDigest)):
		return fail("SEAL_SIGNATURE_OTHER_DOCUMENT")
	case s.propertyInfo != "yinxin/licence/v1":
		return fail("SEAL_SIGNATURE_OTHER_SCOPE")
	case s.algorithm != oidSM2WithSM3 || !verifyDER(signer.key, s.toSign, s.signature):
		return fail("SEAL_SIGNATURE_INVALID")
	case digestHex(s.der) != leaf.SealSignature || fingerprint != leaf.SealCertificate:
		return fail("SEAL_SIGNATURE_MISMATCH")
	case !s.seal.lists(s.signer):
		return fail("SEAL_SIGNER_NOT_LISTED")
	}
	return j.judgePath(fingerprint, true, usageSeal)
}

func (j *judge) judgeSeal() outcome {
	if j.signature == nil {
		return skip("NOT_JUDGED")
	}
	s := j.signature.seal
	if digestHex(s.der) != j.Receipt.Leaf.Seal {
		return fail("SEAL_MISMATCH")
	}
	maker, err := parseCertificate(s.maker)
	if err != nil || s.algorithm != oidSM2WithSM3 || !verifyDER(maker.key, s.info, s.signature) {
		return fail("SEAL_INVALID")
	}
	found := j.judgePath(maker.fingerprint, false, usageSealMaking)
	if found.outcome != passed {
		return found
	}
	if j.anchoredAt.Before(s.validFrom) || j.anchoredAt.After(s.validTo) {
		return fail("SEAL_NOT_VALID_THEN")
	}
	return found
}

func (j *judge) judgeBatch() outcome {
	r := j.Receipt
	c := r.Batch.Command
	leaf := leafHash("licence-leaf", j.raw.get("receipt").get("leaf"))
	if !r.BatchProof.holds(leaf, c.Body.Root, c.Body.Size) {
		return fail("BATCH_PROOF_INVALID")
	}
	if c.Domain != j.Document.Domain || c.Authority != j.Document.Authority || c.Target != "batch/"+c.Body.Root {
		return fail("BATCH_MISMATCH")
	}
	by := j.evidence.certificates[c.Signer]
	if by == nil {
		return fail("CERTIFICATE_MISSING")
	}
	command := j.raw.get("receipt").get("batch").get("command")
	if !verifyPurpose(by.key, "licence-batch", command, r.Batch.Signature) {
		return fail("BATCH_SIGNATURE_INVALID")
	}
	return j.judgePath(c.Signer, true, usageLicence)
}
