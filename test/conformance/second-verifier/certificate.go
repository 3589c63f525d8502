package main

import (
	"bytes"
	"crypto/ecdsa"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// Object identifiers by the hexadecimal digits of their content (docs/formats/certificates.md).
const (
	oidSM2WithSM3       = "2a811ccf55018375"
	oidEC               = "2a8648ce3d0201"
	oidSM2Curve         = "2a811ccf5501822d"
	oidOrganizationID   = "550461"
	oidSubjectKeyID     = "551d0e"
	oidAuthorityKeyID   = "551d23"
	oidKeyUsage         = "551d0f"
	oidBasicConstraints = "551d13"
	oidExtendedKeyUsage = "551d25"
)

const (
	digitalSignature  = 0
	contentCommitment = 1
	keyCertSign       = 5
)

// certificate is an X.509 certificate with an SM2 key and an SM2 signature, as docs/formats/certificates.md admits it.
type certificate struct {
	der, tbs, signature []byte
	fingerprint         string
	serial              []byte
	issuer, subject     []byte
	organizationID      []string
	notBefore, notAfter time.Time
	point               []byte
	key                 *ecdsa.PublicKey
	extensions          map[string]extension
	isCA                bool
	pathLength          int
	keyUsage            *asn1BitString
	purposes            []string
	subjectKeyID        []byte
	authorityKeyID      []byte
}

type extension struct {
	critical bool
	content  []byte
}

type asn1BitString struct {
	bytes  []byte
	length int
}

func (b *asn1BitString) has(bit int) bool {
	return b != nil && bit < b.length && b.bytes[bit/8]&(0x80>>(bit%8)) != 0
}

func parseCertificate(der []byte) (*certificate, error) {
	outer, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, err
	}
	c := &certificate{der: der, fingerprint: digestHex(der), pathLength: -1}
	var algorithm []byte
	var ok bool
	if c.tbs, ok = readElement(&outer, asn1.SEQUENCE); !ok {
		return nil, errDER
	}
	if algorithm, ok = readElement(&outer, asn1.SEQUENCE); !ok || !isSM2WithSM3(algorithm) {
		return nil, errDER
	}
	if c.signature, ok = readBits(&outer); !ok || !outer.Empty() {
		return nil, errDER
	}
	if !isSignature(c.signature) || !c.readBody(algorithm) {
		return nil, errDER
	}
	return c, nil
}

// isSM2WithSM3 takes absent parameters and NULL.
func isSM2WithSM3(algorithm []byte) bool {
	content, err := wholeElement(algorithm, asn1.SEQUENCE)
	if err != nil {
		return false
	}
	oid, ok := readOID(&content)
	return ok && oid == oidSM2WithSM3 && (content.Empty() || bytes.Equal(content, []byte{5, 0}))
}

// isSignature says whether bytes are SEQUENCE { r INTEGER, s INTEGER }, both from 1 to n−1.
func isSignature(der []byte) bool {
	content, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return false
	}
	for range 2 {
		part := bigOf(nil)
		if !content.ReadASN1Integer(part) || part.Sign() <= 0 || part.Cmp(order) >= 0 {
			return false
		}
	}
	return content.Empty()
}

func (c *certificate) readBody(algorithm []byte) bool {
	body, err := wholeElement(c.tbs, asn1.SEQUENCE)
	if err != nil {
		return false
	}
	var version cryptobyte.String
	if !body.ReadASN1(&version, asn1.Tag(0).Constructed().ContextSpecific()) || !bytes.Equal(version, []byte{2, 1, 2}) {
		return false
	}
	var serial cryptobyte.String
	if !body.ReadASN1Element(&serial, asn1.INTEGER) {
		return false
	}
	number := bigOf(nil)
	if c.serial = serial; !serial.ReadASN1Integer(number) || number.Sign() <= 0 || len(c.serial) > 22 {
		return false
	}
	inner, ok := readElement(&body, asn1.SEQUENCE)
	if !ok || !bytes.Equal(inner, algorithm) {
		return false
	}
	if c.issuer, ok = readElement(&body, asn1.SEQUENCE); !ok {
		return false
	}
	if _, ok = readName(c.issuer); !ok {
		return false
	}
	if !c.readValidity(&body) {
		return false
	}
	if c.subject, ok = readElement(&body, asn1.SEQUENCE); !ok {
		return false
	}
	if c.organizationID, ok = readName(c.subject); !ok {
		return false
	}
	return c.readKey(&body) && c.readExtensions(&body) && body.Empty()
}

func (c *certificate) readValidity(body *cryptobyte.String) bool {
	var validity cryptobyte.String
	if !body.ReadASN1(&validity, asn1.SEQUENCE) {
		return false
	}
	var ok bool
	if c.notBefore, ok = readTime(&validity); !ok {
		return false
	}
	c.notAfter, ok = readTime(&validity)
	return ok && validity.Empty() && !c.notAfter.Before(c.notBefore)
}

// readName walks a name and gives the values of organizationIdentifier in it.
func readName(der []byte) (organizationID []string, ok bool) {
	name, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, false
	}
	for !name.Empty() {
		var set cryptobyte.String
		if !name.ReadASN1(&set, asn1.SET) || set.Empty() {
			return nil, false
		}
		for !set.Empty() {
			var attribute, content cryptobyte.String
			var tag asn1.Tag
			if !set.ReadASN1(&attribute, asn1.SEQUENCE) {
				return nil, false
			}
			oid, ok := readOID(&attribute)
			if !ok || !attribute.ReadAnyASN1(&content, &tag) || !attribute.Empty() {
				return nil, false
			}
			if oid == oidOrganizationID {
				organizationID = append(organizationID, string(content))
			}
		}
	}
	return organizationID, true
}

func (c *certificate) readKey(body *cryptobyte.String) bool {
	var info, algorithm cryptobyte.String
	if !body.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1(&algorithm, asn1.SEQUENCE) {
		return false
	}
	of, ok := readOID(&algorithm)
	if !ok || of != oidEC {
		return false
	}
	curve, ok := readOID(&algorithm)
	if !ok || curve != oidSM2Curve || !algorithm.Empty() {
		return false
	}
	if c.point, ok = readBits(&info); !ok || !info.Empty() {
		return false
	}
	key, err := publicKey(c.point)
	c.key = key
	return err == nil
}

// signedBy checks the signature alone.
func (c *certificate) signedBy(key *ecdsa.PublicKey) bool {
	return verifyDER(key, c.tbs, c.signature)
}
