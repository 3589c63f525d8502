package main

import (
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Seals and seal signatures of GM/T 0031-2014, version 1, which are readable and always refused. They have two elements.

func countElements(content cryptobyte.String) int {
	count := 0
	for !content.Empty() {
		if _, _, ok := readAny(&content); !ok {
			return 0
		}
		count++
	}
	return count
}

// readMakerV1 reads SES_SignInfo; the maker signs SEQUENCE { esealInfo, cert, signatureAlgorithm }.
func (s *seal) readMakerV1(outer *cryptobyte.String) bool {
	var part cryptobyte.String
	if !outer.ReadASN1(&part, asn1.SEQUENCE) || !outer.Empty() {
		return false
	}
	whole := part
	var ok bool
	if s.maker, s.signature, ok = readSigned(&part); !ok || !part.Empty() {
		return false
	}
	certificate, _ := readElement(&whole, asn1.OCTET_STRING)
	algorithm, _ := readElement(&whole, asn1.OBJECT_IDENTIFIER)
	var signed cryptobyte.Builder
	signed.AddASN1(asn1.SEQUENCE, func(inner *cryptobyte.Builder) {
		inner.AddBytes(s.info)
		inner.AddBytes(certificate)
		inner.AddBytes(algorithm)
	})
	var err error
	s.signed, err = signed.Bytes()
	return err == nil
}

// readPropertyV1: certificates, or names of certificates; UTCTime.
func (s *seal) readPropertyV1(property *cryptobyte.String) bool {
	var list cryptobyte.String
	if !property.ReadASN1(&list, asn1.SEQUENCE) {
		return false
	}
	if list.PeekASN1Tag(asn1.IA5String) {
		for !list.Empty() {
			if _, ok := readText(&list, asn1.IA5String); !ok {
				return false
			}
		}
	} else if !s.readSigners(certificateList, list) {
		return false
	}
	var ok bool
	for _, at := range []*time.Time{&s.createdAt, &s.validFrom, &s.validTo} {
		if !property.PeekASN1Tag(asn1.UTCTime) {
			return false
		}
		if *at, ok = readTime(property); !ok {
			return false
		}
	}
	return property.Empty()
}

// readV1 reads what follows the seal, certificate and algorithm included, and the signature beside it.
func (s *sealSignature) readV1(body, outer *cryptobyte.String) bool {
	if _, ok := readBits(body); !ok {
		return false
	}
	if body.PeekASN1Tag(asn1.OCTET_STRING) {
		body.SkipASN1(asn1.OCTET_STRING)
	} else if _, ok := readBits(body); !ok {
		return false
	}
	if _, ok := readText(body, asn1.IA5String); !ok || !body.SkipASN1(asn1.OCTET_STRING) {
		return false
	}
	if _, ok := readOID(body); !ok || !body.Empty() {
		return false
	}
	_, ok := readBits(outer)
	return ok && outer.Empty()
}
