package main

import (
	"cmp"
	"slices"
)

// isInOrder checks what no schema can say: the order of items, one live version at most, and the members that only list 0 lacks.
func (l *trustList) isInOrder() bool {
	b := &l.body
	isFirst := b.Sequence == 0
	if isFirst != (b.Network == "") || isFirst != (b.Previous == "") {
		return false
	}
	domains := b.Domains
	if isFirst {
		// The founders stand in list 0 as they were founded.
		domains = slices.SortedFunc(slices.Values(domains), compareDomains)
	}
	return areAscending(domains, compareDomains) && areAscending(b.Types, compareTypes) &&
		areAscending(b.Agreements, compareAgreements) &&
		areAscending(b.Convictions, func(a, b *conviction) int { return cmp.Compare(a.Domain, b.Domain) }) &&
		haveOneLive(domains, func(d *domainItem) (string, span) { return d.Signed.Entry.Domain, d.span }) &&
		haveOneLive(b.Types, func(t *typeItem) (string, span) { return t.code(), t.span }) &&
		haveOneLive(b.Agreements, func(a *agreementItem) (string, span) { return a.terms().id(), a.span }) &&
		haveVersionsWithoutGaps(domains)
}

func compareDomains(a, b *domainItem) int {
	return cmp.Or(
		cmp.Compare(a.Signed.Entry.Domain, b.Signed.Entry.Domain),
		cmp.Compare(a.Signed.Entry.Version, b.Signed.Entry.Version),
	)
}

func compareTypes(a, b *typeItem) int {
	return cmp.Or(cmp.Compare(a.code(), b.code()), cmp.Compare(a.FromBlock, b.FromBlock))
}

func compareAgreements(a, b *agreementItem) int {
	return cmp.Or(cmp.Compare(a.terms().id(), b.terms().id()), cmp.Compare(a.FromBlock, b.FromBlock))
}

func areAscending[T any](items []T, compare func(a, b T) int) bool {
	for at := 1; at < len(items); at++ {
		if compare(items[at-1], items[at]) >= 0 {
			return false
		}
	}
	return true
}

// haveOneLive checks that a version begins no earlier than the one before it ended.
func haveOneLive[T any](items []T, of func(T) (string, span)) bool {
	for at, item := range items {
		name, its := of(item)
		if its.UntilBlock != nil && *its.UntilBlock < its.FromBlock {
			return false
		}
		if at == 0 {
			continue
		}
		before, earlier := of(items[at-1])
		if before == name && (earlier.UntilBlock == nil || *earlier.UntilBlock > its.FromBlock) {
			return false
		}
	}
	return true
}

func haveVersionsWithoutGaps(domains []*domainItem) bool {
	domain, version := "", int64(0)
	for _, item := range domains {
		if e := item.Signed.Entry; e.Domain != domain {
			domain, version = e.Domain, 0
		}
		version++
		if item.Signed.Entry.Version != version {
			return false
		}
	}
	return true
}
