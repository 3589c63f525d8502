package main

import (
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

func (c *certificate) readExtensions(body *cryptobyte.String) bool {
	c.extensions = map[string]extension{}
	if body.Empty() {
		return true
	}
	var wrapped, list cryptobyte.String
	if !body.ReadASN1(&wrapped, asn1.Tag(3).Constructed().ContextSpecific()) {
		return false
	}
	if !wrapped.ReadASN1(&list, asn1.SEQUENCE) || !wrapped.Empty() || list.Empty() {
		return false
	}
	for !list.Empty() {
		var each, content cryptobyte.String
		if !list.ReadASN1(&each, asn1.SEQUENCE) {
			return false
		}
		oid, ok := readOID(&each)
		if !ok {
			return false
		}
		critical := false
		if each.PeekASN1Tag(asn1.BOOLEAN) && (!each.ReadASN1Boolean(&critical) || !critical) {
			return false
		}
		if !each.ReadASN1(&content, asn1.OCTET_STRING) || !each.Empty() {
			return false
		}
		if _, twice := c.extensions[oid]; twice {
			return false
		}
		c.extensions[oid] = extension{critical, content}
	}
	return c.readKnownExtensions()
}

func (c *certificate) readKnownExtensions() bool {
	readers := map[string]func(*cryptobyte.String) bool{
		oidBasicConstraints: c.readBasicConstraints,
		oidKeyUsage:         c.readKeyUsage,
		oidExtendedKeyUsage: c.readPurposes,
		oidSubjectKeyID: func(content *cryptobyte.String) bool {
			return content.ReadASN1Bytes(&c.subjectKeyID, asn1.OCTET_STRING)
		},
		oidAuthorityKeyID: c.readAuthorityKeyID,
	}
	for oid, read := range readers {
		found, is := c.extensions[oid]
		if !is {
			continue
		}
		content := cryptobyte.String(found.content)
		if !read(&content) || !content.Empty() {
			return false
		}
	}
	return true
}

func (c *certificate) readBasicConstraints(content *cryptobyte.String) bool {
	var inner cryptobyte.String
	if !content.ReadASN1(&inner, asn1.SEQUENCE) {
		return false
	}
	if inner.PeekASN1Tag(asn1.BOOLEAN) && (!inner.ReadASN1Boolean(&c.isCA) || !c.isCA) {
		return false
	}
	if inner.PeekASN1Tag(asn1.INTEGER) {
		length, ok := readSmall(&inner)
		if !ok || !c.isCA {
			return false
		}
		c.pathLength = int(length)
	}
	return inner.Empty()
}

func (c *certificate) readKeyUsage(content *cryptobyte.String) bool {
	var bits cryptobyte.String
	if !content.ReadASN1(&bits, asn1.BIT_STRING) || len(bits) < 2 || len(bits) > 3 {
		return false
	}
	unused := int(bits[0])
	last := bits[len(bits)-1]
	// DER of a list of named bits: no zero bits at the end.
	if unused > 7 || 8*(len(bits)-1)-unused > 9 || last&(1<<unused) == 0 || last&(1<<unused-1) != 0 {
		return false
	}
	c.keyUsage = &namedBits{bits[1:], 8*(len(bits)-1) - unused}
	return true
}

func (c *certificate) readPurposes(content *cryptobyte.String) bool {
	var inner cryptobyte.String
	if !content.ReadASN1(&inner, asn1.SEQUENCE) || inner.Empty() {
		return false
	}
	for !inner.Empty() {
		oid, ok := readOID(&inner)
		if !ok {
			return false
		}
		c.purposes = append(c.purposes, oid)
	}
	return true
}

func (c *certificate) readAuthorityKeyID(content *cryptobyte.String) bool {
	var inner cryptobyte.String
	if !content.ReadASN1(&inner, asn1.SEQUENCE) {
		return false
	}
	var present bool
	var id cryptobyte.String
	if !inner.ReadOptionalASN1(&id, &present, asn1.Tag(0).ContextSpecific()) {
		return false
	}
	if present {
		c.authorityKeyID = id
	}
	// Issuer and serial number stand together or not at all; they are not compared.
	var hasIssuer, hasSerial bool
	var ignored cryptobyte.String
	return inner.ReadOptionalASN1(&ignored, &hasIssuer, asn1.Tag(1).Constructed().ContextSpecific()) &&
		inner.ReadOptionalASN1(&ignored, &hasSerial, asn1.Tag(2).ContextSpecific()) && inner.Empty() && hasIssuer == hasSerial
}
