package main

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// seal is SESeal of GB/T 38540-2020.
type seal struct {
	der, info          []byte
	version, sealType  int64
	signers            [][]byte
	isDigestList       bool
	validFrom, validTo time.Time
	maker, signature   []byte
	algorithm          string
}

// sealSignature is SES_Signature of GB/T 38540-2020.
type sealSignature struct {
	der, toSign       []byte
	version           int64
	seal              *seal
	dataHash          []byte
	propertyInfo      string
	signer, signature []byte
	algorithm         string
}

func parseSealSignature(der []byte) (*sealSignature, error) {
	outer, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, err
	}
	s := &sealSignature{der: der}
	var ok bool
	if s.toSign, ok = readElement(&outer, asn1.SEQUENCE); !ok || !s.readBody() {
		return nil, errDER
	}
	if s.signer, s.algorithm, s.signature, ok = readSigned(&outer); !ok || !readTagged(&outer) || !outer.Empty() {
		return nil, errDER
	}
	return s, nil
}

// readSigned reads certificate, algorithm and signature, which end a seal and a seal signature.
func readSigned(outer *cryptobyte.String) (certificate []byte, algorithm string, signature []byte, ok bool) {
	var holder cryptobyte.String
	if !outer.ReadASN1(&holder, asn1.OCTET_STRING) {
		return nil, "", nil, false
	}
	if algorithm, ok = readOID(outer); !ok {
		return nil, "", nil, false
	}
	signature, ok = readBits(outer)
	return holder, algorithm, signature, ok
}

// readTagged passes over an optional [0], a time-stamp or extensions, which prove nothing here.
func readTagged(outer *cryptobyte.String) bool {
	return outer.SkipOptionalASN1(asn1.Tag(0).Constructed().ContextSpecific())
}

func (s *sealSignature) readBody() bool {
	body, err := wholeElement(s.toSign, asn1.SEQUENCE)
	if err != nil || !body.ReadASN1Integer(&s.version) {
		return false
	}
	inner, ok := readElement(&body, asn1.SEQUENCE)
	if !ok {
		return false
	}
	if s.seal, ok = parseSeal(inner); !ok {
		return false
	}
	if _, ok = readGeneralizedTime(&body); !ok {
		return false
	}
	if s.dataHash, ok = readBits(&body); !ok {
		return false
	}
	s.propertyInfo, ok = readText(&body, asn1.IA5String)
	return ok && readTagged(&body) && body.Empty()
}

func parseSeal(der []byte) (*seal, bool) {
	s := &seal{der: der}
	outer, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, false
	}
	var ok bool
	if s.info, ok = readElement(&outer, asn1.SEQUENCE); !ok {
		return nil, false
	}
	if s.maker, s.algorithm, s.signature, ok = readSigned(&outer); !ok || !outer.Empty() {
		return nil, false
	}
	return s, s.readInfo()
}

func (s *seal) readInfo() bool {
	info, err := wholeElement(s.info, asn1.SEQUENCE)
	if err != nil {
		return false
	}
	var header, property, picture cryptobyte.String
	if !info.ReadASN1(&header, asn1.SEQUENCE) {
		return false
	}
	id, ok := readText(&header, asn1.IA5String)
	if !ok || id != "ES" || !header.ReadASN1Integer(&s.version) {
		return false
	}
	if _, ok = readText(&header, asn1.IA5String); !ok || !header.Empty() {
		return false
	}
	if _, ok = readText(&info, asn1.IA5String); !ok {
		return false
	}
	if !info.ReadASN1(&property, asn1.SEQUENCE) || !s.readProperty(&property) {
		return false
	}
	if !info.ReadASN1(&picture, asn1.SEQUENCE) || !readPicture(&picture) {
		return false
	}
	return info.Empty() || info.SkipASN1(asn1.SEQUENCE) && info.Empty()
}

func readPicture(picture *cryptobyte.String) bool {
	var width, height int64
	_, ok := readText(picture, asn1.IA5String)
	return ok && picture.SkipASN1(asn1.OCTET_STRING) &&
		picture.ReadASN1Integer(&width) && picture.ReadASN1Integer(&height) && picture.Empty()
}

func (s *seal) readProperty(property *cryptobyte.String) bool {
	var listType int64
	var list cryptobyte.String
	if !property.ReadASN1Integer(&s.sealType) {
		return false
	}
	if _, ok := readText(property, asn1.UTF8String); !ok {
		return false
	}
	if !property.ReadASN1Integer(&listType) || listType != 1 && listType != 2 {
		return false
	}
	s.isDigestList = listType == 2
	if !property.ReadASN1(&list, asn1.SEQUENCE) || !s.readSigners(&list) {
		return false
	}
	if _, ok := readGeneralizedTime(property); !ok {
		return false
	}
	var ok bool
	if s.validFrom, ok = readGeneralizedTime(property); !ok {
		return false
	}
	s.validTo, ok = readGeneralizedTime(property)
	return ok && property.Empty()
}

func (s *seal) readSigners(list *cryptobyte.String) bool {
	for !list.Empty() {
		var item, content cryptobyte.String
		if s.isDigestList {
			if !list.ReadASN1(&item, asn1.SEQUENCE) {
				return false
			}
			if _, ok := readText(&item, asn1.PrintableString); !ok {
				return false
			}
		} else {
			item = *list
		}
		if !item.ReadASN1(&content, asn1.OCTET_STRING) {
			return false
		}
		if s.isDigestList && !item.Empty() {
			return false
		}
		if !s.isDigestList {
			*list = item
		}
		s.signers = append(s.signers, content)
	}
	return len(s.signers) > 0
}

// lists says whether a certificate may sign with the seal.
func (s *seal) lists(certificate []byte) bool {
	wanted := certificate
	if s.isDigestList {
		wanted = digest(certificate)
	}
	for _, each := range s.signers {
		if bytes.Equal(each, wanted) {
			return true
		}
	}
	return false
}
