package main

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// sealSignature is SES_Signature of GB/T 38540-2020; of version 1 no more is read than that it is one.
type sealSignature struct {
	der, toSign  []byte
	version      int64
	seal         *seal
	dataHash     []byte
	propertyInfo string
	hasCritical  bool
	signer       []byte
	signature    sealValue
}

const sealVersion = 4

func parseSealSignature(der []byte) (*sealSignature, error) {
	outer, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, err
	}
	s := &sealSignature{der: der}
	var ok bool
	isV1 := countElements(outer) == 2
	if s.toSign, ok = readElement(&outer, asn1.SEQUENCE); !ok {
		return nil, errDER
	}
	body, ok := s.readStart()
	if !ok || s.seal.isV1 != isV1 {
		return nil, errDER
	}
	if isV1 {
		if !s.readV1(&body, &outer) {
			return nil, errDER
		}
		return s, nil
	}
	if !s.readBody(body) {
		return nil, errDER
	}
	if s.signer, s.signature, ok = readSigned(&outer); !ok || !skipTimestamp(&outer) || !outer.Empty() {
		return nil, errDER
	}
	return s, nil
}

// readStart reads version and seal, with which what is signed begins in every version, and gives the rest.
func (s *sealSignature) readStart() (rest cryptobyte.String, ok bool) {
	body, err := wholeElement(s.toSign, asn1.SEQUENCE)
	if err != nil {
		return nil, false
	}
	if s.version, ok = readSmall(&body); !ok {
		return nil, false
	}
	inner, ok := readElement(&body, asn1.SEQUENCE)
	if !ok {
		return nil, false
	}
	s.seal, ok = parseSeal(inner)
	return body, ok
}

func (s *sealSignature) readBody(body cryptobyte.String) bool {
	_, ok := readSealTime(&body)
	if !ok {
		return false
	}
	if s.dataHash, ok = readBits(&body); !ok {
		return false
	}
	s.propertyInfo, ok = readText(&body, asn1.IA5String)
	return ok && s.readBodyExtensions(&body) && body.Empty()
}

// readBodyExtensions reads [0], EXPLICIT or IMPLICIT.
func (s *sealSignature) readBodyExtensions(body *cryptobyte.String) bool {
	var tagged cryptobyte.String
	var isPresent bool
	if !body.ReadOptionalASN1(&tagged, &isPresent, asn1.Tag(0).Constructed().ContextSpecific()) || !isPresent {
		return !isPresent
	}
	var inner cryptobyte.String
	if copied := tagged; copied.ReadASN1(&inner, asn1.SEQUENCE) && copied.Empty() && !inner.PeekASN1Tag(asn1.OBJECT_IDENTIFIER) {
		tagged = inner
	}
	return readSealExtensions(tagged, &s.hasCritical)
}

// readSealExtensions reads ExtData after ExtData; an explicit FALSE is let pass.
func readSealExtensions(list cryptobyte.String, hasCritical *bool) bool {
	for !list.Empty() {
		var each cryptobyte.String
		if !list.ReadASN1(&each, asn1.SEQUENCE) {
			return false
		}
		if _, ok := readOID(&each); !ok {
			return false
		}
		isCritical := false
		if each.PeekASN1Tag(asn1.BOOLEAN) && !each.ReadASN1Boolean(&isCritical) {
			return false
		}
		if !each.SkipASN1(asn1.OCTET_STRING) || !each.Empty() {
			return false
		}
		*hasCritical = *hasCritical || isCritical
	}
	return true
}

// skipTimestamp passes over an optional [0] BIT STRING, which proves nothing here.
func skipTimestamp(outer *cryptobyte.String) bool {
	implicit, explicit := asn1.Tag(0).ContextSpecific(), asn1.Tag(0).Constructed().ContextSpecific()
	var content cryptobyte.String
	switch {
	case outer.PeekASN1Tag(implicit):
		return outer.ReadASN1(&content, implicit) && len(content) >= 2 && content[0] == 0
	case outer.PeekASN1Tag(explicit):
		if !outer.ReadASN1(&content, explicit) {
			return false
		}
		token, ok := readBits(&content)
		return ok && content.Empty() && len(token) > 0
	}
	return true
}

// isVersion4 says whether signature and seal are of GB/T 38540-2020 with SM2, and hold no extension that must be understood.
// A seal whose header names neither 4 nor 5 is read as one of 4, as the field has them.
func (s *sealSignature) isVersion4() bool {
	return s.version == sealVersion && !s.seal.isV1 && s.seal.version != 5 && s.signature.algorithm == oidSM2WithSM3 && !s.hasCritical
}
