package main

import (
	"bytes"
	"strings"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const (
	oidSM3 = "1.2.156.10197.1.401"

	// certListType.
	certificateList = 1
	digestList      = 2
)

// seal is SESeal of GB/T 38540-2020.
type seal struct {
	// What the maker signed: of version 4 and 5 `info` as it stands there.
	der, info, signed             []byte
	isV1                          bool
	version, sealType             int64
	signers                       []listedSigner
	createdAt, validFrom, validTo time.Time
	hasCritical                   bool
	maker                         []byte
	signature                     sealValue
}

// listedSigner is a certificate, or its digest where `algorithm` is there.
type listedSigner struct {
	algorithm string
	value     []byte
}

// sealValue is a signature with the algorithm that is stated for it.
type sealValue struct {
	algorithm string
	value     []byte
}

func parseSeal(der []byte) (*seal, bool) {
	s := &seal{der: der}
	outer, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, false
	}
	var ok bool
	s.isV1 = countElements(outer) == 2
	if s.info, ok = readElement(&outer, asn1.SEQUENCE); !ok || !s.readInfo() {
		return nil, false
	}
	if s.isV1 {
		return s, s.readMakerV1(&outer)
	}
	s.signed = s.info
	if s.maker, s.signature, ok = readSigned(&outer); !ok {
		return nil, false
	}
	if s.version == 5 && !skipTimestamp(&outer) {
		return nil, false
	}
	return s, outer.Empty()
}

// readSigned reads certificate, algorithm and signature, which end a seal and a seal signature.
func readSigned(outer *cryptobyte.String) (certificate []byte, signature sealValue, ok bool) {
	var holder cryptobyte.String
	if !outer.ReadASN1(&holder, asn1.OCTET_STRING) {
		return nil, signature, false
	}
	if signature.algorithm, ok = readOID(outer); !ok {
		return nil, signature, false
	}
	signature.value, ok = readBits(outer)
	return holder, signature, ok
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
	if !ok || id != "ES" {
		return false
	}
	if s.version, ok = readSmall(&header); !ok {
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
	if info.Empty() {
		return true
	}
	var extensions cryptobyte.String
	ok = info.ReadASN1(&extensions, asn1.SEQUENCE) && info.Empty()
	return ok && readSealExtensions(extensions, &s.hasCritical)
}

func readPicture(picture *cryptobyte.String) bool {
	if _, ok := readText(picture, asn1.IA5String); !ok || !picture.SkipASN1(asn1.OCTET_STRING) {
		return false
	}
	if _, ok := readSmall(picture); !ok {
		return false
	}
	_, ok := readSmall(picture)
	return ok && picture.Empty()
}

func (s *seal) readProperty(property *cryptobyte.String) bool {
	var ok bool
	if s.sealType, ok = readSmall(property); !ok {
		return false
	}
	if _, ok = readText(property, asn1.UTF8String); !ok {
		return false
	}
	if s.isV1 {
		return s.readPropertyV1(property)
	}
	listType, ok := readSmall(property)
	var list cryptobyte.String
	if !ok || !property.ReadASN1(&list, asn1.SEQUENCE) || !s.readSigners(listType, list) {
		return false
	}
	for _, at := range []*time.Time{&s.createdAt, &s.validFrom, &s.validTo} {
		if *at, ok = readSealTime(property); !ok {
			return false
		}
	}
	return property.Empty()
}

// readSigners reads certificates (type 1) or their digests (type 2).
func (s *seal) readSigners(listType int64, list cryptobyte.String) bool {
	if listType != certificateList && listType != digestList {
		return false
	}
	for !list.Empty() {
		var item, content cryptobyte.String
		algorithm := ""
		from := &list
		if listType == digestList {
			if !list.ReadASN1(&item, asn1.SEQUENCE) {
				return false
			}
			var ok bool
			if algorithm, ok = readText(&item, asn1.PrintableString); !ok {
				return false
			}
			from = &item
		}
		if !from.ReadASN1(&content, asn1.OCTET_STRING) || !item.Empty() {
			return false
		}
		s.signers = append(s.signers, listedSigner{algorithm, content})
	}
	return true
}

// lists says whether a certificate may sign with the seal: as it is, or by a digest that is named as SM3.
func (s *seal) lists(certificate []byte) bool {
	for _, each := range s.signers {
		switch {
		case each.algorithm == "" && bytes.Equal(each.value, certificate):
			return true
		case (each.algorithm == oidSM3 || strings.EqualFold(each.algorithm, "SM3")) && bytes.Equal(each.value, digest(certificate)):
			return true
		}
	}
	return false
}

// isSound says whether a seal holds by itself: the maker's signature, key usage and period; nothing in it that must be understood.
func (s *seal) isSound() bool {
	maker, err := parseCertificate(s.maker)
	if err != nil || s.hasCritical || !s.signature.holds(maker, s.signed) {
		return false
	}
	if maker.keyUsage != nil && !maker.keyUsage.has(digitalSignature) && !maker.keyUsage.has(nonRepudiation) {
		return false
	}
	return !s.validFrom.After(s.validTo) && !s.createdAt.After(s.validTo)
}

// holds checks SM2 with SM3, as SEQUENCE { r, s } or as 64 bytes r‖s.
func (v sealValue) holds(by *certificate, message []byte) bool {
	return v.algorithm == oidSM2WithSM3 && (verifyDER(by.key, message, v.value) || verifyRaw(by.key, message, v.value))
}
