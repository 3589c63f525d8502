package main

import (
	"cmp"
	"fmt"
)

// place is where an item stands in its part of a list.
type place struct {
	name            string
	number, version int64
}

func (p place) String() string { return fmt.Sprintf("%s %d %d", p.name, p.number, p.version) }

func comparePlaces(a, b place) int {
	return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.number, b.number), cmp.Compare(a.version, b.version))
}

func (d *domainItem) place() place {
	return place{name: d.Signed.Entry.Domain, number: d.Signed.Entry.Version}
}

func (t *typeItem) place() place {
	return place{t.code(), t.FromBlock, t.Command.Command.ExpectedVersion}
}

func (a *agreementItem) place() place {
	return place{a.terms().id(), a.FromBlock, a.terms().Version}
}

func (c *conviction) place() place { return place{name: c.Domain} }

type placed interface{ place() place }

func areInOrder[T placed](items []T) bool {
	return areAscending(items, func(a, b T) int { return comparePlaces(a.place(), b.place()) })
}

func areAscending[T any](items []T, compare func(a, b T) int) bool {
	for at := 1; at < len(items); at++ {
		if compare(items[at-1], items[at]) >= 0 {
			return false
		}
	}
	return true
}

// isInOrder checks the order of all parts, and that no former quorum ends in a block to come. The founders stand in list 0 as
// they were founded.
func (l *trustList) isInOrder() bool {
	b := &l.body
	if b.Sequence > 0 && !areInOrder(b.Domains) || !areInOrder(b.Types) || !areInOrder(b.Agreements) || !areInOrder(b.Convictions) {
		return false
	}
	for at, each := range b.FormerQuorums {
		if each.UntilBlock > b.BlockNumber || at > 0 && each.UntilBlock <= b.FormerQuorums[at-1].UntilBlock {
			return false
		}
	}
	return true
}

// isPossible: nothing counts from a block that the list has not seen, and nothing ends before it begins.
func (s span) isPossible(known int64) bool {
	until := s.FromBlock
	if s.UntilBlock != nil {
		until = *s.UntilBlock
	}
	return s.FromBlock <= until && until <= known
}

// hasEndedBefore says whether an earlier version has made way for a later one.
func (s span) hasEndedBefore(next span) bool {
	return s.UntilBlock != nil && *s.UntilBlock <= next.FromBlock
}
