package main

import (
	"bytes"
	"crypto/ecdsa"
	"time"
	"unicode/utf16"
	"unicode/utf8"

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
	oidAnyPurpose       = "551d2500"
)

const (
	digitalSignature = 0
	nonRepudiation   = 1
	keyCertSign      = 5
	crlSign          = 6
)

// certificate is an X.509 certificate with an SM2 key and an SM2 signature, as docs/formats/certificates.md admits it.
type certificate struct {
	der, tbs, signature []byte
	fingerprint         string
	version             int
	issuer, subject     []byte
	organizationID      []string
	notBefore, notAfter time.Time
	point               []byte
	key                 *ecdsa.PublicKey
	extensions          map[string]extension
	isCA                bool
	pathLength          int
	keyUsage            *namedBits
	purposes            []string
	subjectKeyID        []byte
	authorityKeyID      []byte
}

type extension struct {
	critical bool
	content  []byte
}

type namedBits struct {
	bytes  []byte
	length int
}

func (b *namedBits) has(bit int) bool {
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
	if !c.readBody(algorithm) {
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

func (c *certificate) readBody(algorithm []byte) bool {
	body, err := wholeElement(c.tbs, asn1.SEQUENCE)
	if err != nil {
		return false
	}
	if !c.readVersion(&body) {
		return false
	}
	serial := bigOf(nil)
	if !body.ReadASN1Integer(serial) || serial.Sign() <= 0 || serial.BitLen() > 160 {
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
	return c.readKey(&body) && c.readTail(&body)
}

// readVersion: v1 is the default and not encoded.
func (c *certificate) readVersion(body *cryptobyte.String) bool {
	c.version = 1
	var tagged cryptobyte.String
	var isPresent bool
	if !body.ReadOptionalASN1(&tagged, &isPresent, asn1.Tag(0).Constructed().ContextSpecific()) || !isPresent {
		return !isPresent
	}
	found, ok := readSmall(&tagged)
	c.version = int(found) + 1
	return ok && tagged.Empty() && (found == 1 || found == 2)
}

// readTail passes over the unique identifiers.
func (c *certificate) readTail(body *cryptobyte.String) bool {
	if c.version >= 2 && (!body.SkipOptionalASN1(asn1.Tag(1).ContextSpecific()) || !body.SkipOptionalASN1(asn1.Tag(2).ContextSpecific())) {
		return false
	}
	return (c.version < 3 || c.readExtensions(body)) && body.Empty()
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
	return ok && validity.Empty()
}

// anyText gives the text of a string type, "" for what is no text.
func anyText(content []byte, tag asn1.Tag) string {
	const numericString, t61String, visibleString, bmpString = 18, 20, 26, 30
	switch tag {
	case asn1.UTF8String, asn1.PrintableString, asn1.IA5String, numericString, visibleString:
		if utf8.Valid(content) {
			return string(content)
		}
	case t61String:
		return string(latin1(content))
	case bmpString:
		if len(content)%2 == 0 {
			units := make([]uint16, len(content)/2)
			for at := range units {
				units[at] = uint16(content[2*at])<<8 | uint16(content[2*at+1])
			}
			return string(utf16.Decode(units))
		}
	}
	return ""
}

func latin1(content []byte) []rune {
	text := make([]rune, len(content))
	for at, c := range content {
		text[at] = rune(c)
	}
	return text
}

// readName walks a name and gives the values of organizationIdentifier in it.
func readName(der []byte) (organizationID []string, ok bool) {
	name, err := wholeElement(der, asn1.SEQUENCE)
	if err != nil {
		return nil, false
	}
	for !name.Empty() {
		var set cryptobyte.String
		if !name.ReadASN1(&set, asn1.SET) {
			return nil, false
		}
		// A SET OF is sorted in DER.
		var before []byte
		for !set.Empty() {
			element, ok := readElement(&set, asn1.SEQUENCE)
			if !ok || bytes.Compare(before, element) > 0 {
				return nil, false
			}
			before = element
			attribute, _ := wholeElement(element, asn1.SEQUENCE)
			oid, ok := readOID(&attribute)
			if !ok {
				return nil, false
			}
			content, tag, ok := readAny(&attribute)
			if !ok || !attribute.Empty() {
				return nil, false
			}
			if oid == oidOrganizationID {
				organizationID = append(organizationID, anyText(content, tag))
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
