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
)

// pathResult is a path from the end certificate to below the root, or why there is none.
type pathResult struct {
	code string
	used []*certificate
}

const maxPath = 8

// validatePath follows RFC 5280 §6.1 at one time, to one of the roots. Neither revocation lists nor OCSP are asked: the ledger is.
func validatePath(end *certificate, between []*certificate, roots []*certificate, of usage, at time.Time) pathResult {
	path := buildPath([]*certificate{end}, between, roots)
	if path == nil {
		return pathResult{code: "CERTIFICATE_CHAIN"}
	}
	result := pathResult{used: path[:len(path)-1]}
	switch {
	case !isFor(end, of):
		result.code = "CERTIFICATE_USAGE"
	case slices.ContainsFunc(path, func(c *certificate) bool { return at.Before(c.notBefore) || at.After(c.notAfter) }):
		result.code = "CERTIFICATE_NOT_VALID_THEN"
	}
	return result
}

func buildPath(path, between, roots []*certificate) []*certificate {
	last := path[len(path)-1]
	for _, root := range roots {
		if issues(root, last, len(path)-1) {
			return append(slices.Clone(path), root)
		}
	}
	if len(path) >= maxPath {
		return nil
	}
	for _, ca := range between {
		if slices.Contains(path, ca) || !issues(ca, last, len(path)-1) {
			continue
		}
		if found := buildPath(append(slices.Clone(path), ca), between, roots); found != nil {
			return found
		}
	}
	return nil
}

// issues says whether one certificate may have issued the other and did; `below` are the CAs between it and the end certificate.
func issues(issuer, subject *certificate, below int) bool {
	return bytes.Equal(issuer.subject, subject.issuer) && isCA(issuer) &&
		(issuer.pathLength < 0 || below <= issuer.pathLength) && !hasUnknownCritical(subject) &&
		(subject.authorityKeyID == nil || bytes.Equal(subject.authorityKeyID, issuer.subjectKeyID)) &&
		subject.signedBy(issuer.key)
}

func isCA(c *certificate) bool {
	return c.isCA && c.keyUsage.has(keyCertSign) && !hasUnknownCritical(c)
}

func isFor(c *certificate, of usage) bool {
	return !c.isCA && c.keyUsage.has(digitalSignature) && slices.Contains(c.purposes, string(of))
}

func hasUnknownCritical(c *certificate) bool {
	known := []string{oidKeyUsage, oidBasicConstraints, oidExtendedKeyUsage}
	for oid, each := range c.extensions {
		if each.critical && !slices.Contains(known, oid) {
			return true
		}
	}
	return false
}

// isRoot says whether a certificate is a self-signed CA.
func isRoot(c *certificate) bool {
	return bytes.Equal(c.issuer, c.subject) && isCA(c) && c.signedBy(c.key)
}
