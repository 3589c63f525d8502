package main

import (
	"bytes"
	"slices"
	"time"
)

// usage is what a path is validated for: the key purpose that the end certificate must have.
type usage string

// Key purposes (docs/formats/certificates.md), as their OIDs are encoded.
var (
	usageLicence    = usage(ownPurpose(1))
	usageSeal       = usage(ownPurpose(2))
	usageSealMaking = usage(ownPurpose(3))
	ownPurposes     = []string{string(usageLicence), string(usageSeal), string(usageSealMaking)}
)

const maxBetween = 8

// The reasons why a path does not hold, the gravest first.
var pathCodes = []string{"CERTIFICATE_CHAIN", "CERTIFICATE_USAGE", "CERTIFICATE_NOT_VALID_THEN"}

// chainAbove gives the CAs of the evidence above a certificate, its issuer first: by name and key identifier, and of several
// such the one whose signature it bears.
func chainAbove(end *certificate, among []*certificate) []*certificate {
	var chain []*certificate
	for last := end; len(chain) < maxBetween; {
		var issuer *certificate
		for _, each := range among {
			if each == last || slices.Contains(chain, each) || !isNamedIssuer(each, last) {
				continue
			}
			if issuer == nil {
				issuer = each
			}
			if last.signedBy(each.key) {
				issuer = each
				break
			}
		}
		if issuer == nil {
			break
		}
		chain = append(chain, issuer)
		last = issuer
	}
	return chain
}

func isNamedIssuer(issuer, of *certificate) bool {
	return bytes.Equal(issuer.subject, of.issuer) &&
		(of.authorityKeyID == nil || issuer.subjectKeyID == nil || bytes.Equal(of.authorityKeyID, issuer.subjectKeyID))
}

// validatePath follows RFC 5280 §6.1 at one time, from the end certificate to one of the roots; "" where it holds. Neither
// revocation lists nor OCSP are asked: the ledger is.
func validatePath(end *certificate, between, roots []*certificate, of usage, at time.Time) string {
	top := end
	if len(between) > 0 {
		top = between[len(between)-1]
	}
	found := ""
	for _, root := range roots {
		if !isNamedIssuer(root, top) {
			continue
		}
		code := judgeLinks(slices.Concat([]*certificate{end}, between, []*certificate{root}), of, at)
		if code == "" {
			return ""
		}
		if found == "" {
			found = code
		}
	}
	if found == "" {
		return "CERTIFICATE_CHAIN"
	}
	return found
}

// judgeLinks gives the gravest reason of a path that ends in its root.
func judgeLinks(path []*certificate, of usage, at time.Time) string {
	broken := map[string]bool{}
	for position, c := range path {
		broken["CERTIFICATE_NOT_VALID_THEN"] = broken["CERTIFICATE_NOT_VALID_THEN"] || at.Before(c.notBefore) || at.After(c.notAfter)
		isRoot := position == len(path)-1
		if !isRoot {
			issuer := path[position+1]
			if !isNamedIssuer(issuer, c) || bytes.Equal(c.der, issuer.der) || !c.signedBy(issuer.key) {
				broken["CERTIFICATE_CHAIN"] = true
			}
		}
		isFit := !hasUnknownCritical(c)
		if position == 0 {
			isFit = isFit && isSigner(c, of)
		} else {
			isFit = isFit && isCA(c) && (isRoot || c.purposes == nil || slices.Contains(c.purposes, string(of)) || slices.Contains(c.purposes, oidAnyPurpose))
			if c.pathLength >= 0 && notSelfIssued(path[1:position]) > c.pathLength {
				broken["CERTIFICATE_CHAIN"] = true
			}
		}
		broken["CERTIFICATE_USAGE"] = broken["CERTIFICATE_USAGE"] || !isFit
	}
	for _, code := range pathCodes {
		if broken[code] {
			return code
		}
	}
	return ""
}

func notSelfIssued(below []*certificate) int {
	count := 0
	for _, c := range below {
		if !bytes.Equal(c.issuer, c.subject) {
			count++
		}
	}
	return count
}

func isCA(c *certificate) bool {
	return c.version == 3 && c.isCA && c.keyUsage.has(keyCertSign)
}

// isSigner: no CA, for signatures that bind, for this purpose and none foreign to licences and seals.
func isSigner(c *certificate, of usage) bool {
	isForeign := func(purpose string) bool { return !slices.Contains(ownPurposes, purpose) }
	return !c.isCA && !c.keyUsage.has(keyCertSign) && !c.keyUsage.has(crlSign) &&
		c.keyUsage.has(digitalSignature) && c.keyUsage.has(nonRepudiation) &&
		slices.Contains(c.purposes, string(of)) && !slices.ContainsFunc(c.purposes, isForeign)
}

func hasUnknownCritical(c *certificate) bool {
	known := []string{oidKeyUsage, oidBasicConstraints, oidExtendedKeyUsage, oidSubjectKeyID, oidAuthorityKeyID}
	for oid, each := range c.extensions {
		if each.critical && !slices.Contains(known, oid) {
			return true
		}
	}
	return false
}

// isRoot says whether a certificate is a self-signed CA. Its period is judged where a path ends in it.
func isRoot(c *certificate) bool {
	return isNamedIssuer(c, c) && isCA(c) && !hasUnknownCritical(c) && !c.notAfter.Before(c.notBefore) && c.signedBy(c.key)
}
