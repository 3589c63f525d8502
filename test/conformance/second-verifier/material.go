package main

// What a list answers a verifier.

func (l *trustList) domainAt(domain string, block int64) *domainItem {
	for _, item := range l.body.Domains {
		if item.Signed.Entry.Domain == domain && item.covers(block) {
			return item
		}
	}
	return nil
}

func (l *trustList) knowsDomain(domain string) bool {
	for _, item := range l.body.Domains {
		if item.Signed.Entry.Domain == domain {
			return true
		}
	}
	return false
}

func (l *trustList) membersAt(block int64) map[string]bool {
	return l.members(func(s span) bool { return s.covers(block) })
}

func (l *trustList) presentMembers() map[string]bool {
	return l.members(func(s span) bool { return s.UntilBlock == nil })
}

func (l *trustList) members(is func(span) bool) map[string]bool {
	members := map[string]bool{}
	for _, item := range l.body.Domains {
		if is(item.span) {
			members[item.Signed.Entry.Domain] = true
		}
	}
	return members
}

// quorumAt counts by the rule and the members of a block; former rules hold below their `untilBlock`.
func (l *trustList) quorumAt(block int64) int {
	rule := l.body.Quorum
	for _, former := range l.body.FormerQuorums {
		if block < former.UntilBlock {
			rule = former.Quorum
			break
		}
	}
	return quorumOf(rule, len(l.membersAt(block)))
}

func (l *trustList) presentQuorum() int { return quorumOf(l.body.Quorum, len(l.presentMembers())) }

func quorumOf(rule string, members int) int {
	if rule == "byzantine" {
		return (members+1)/2 + 1
	}
	return members/2 + 1
}

func (l *trustList) typeAt(code string, block int64) *typeItem {
	for _, item := range l.body.Types {
		if item.code() == code && item.covers(block) {
			return item
		}
	}
	return nil
}

// convictedFrom gives the height from which on a witness counts for nothing.
func (l *trustList) convictedFrom(domain string) (int64, bool) {
	for _, item := range l.body.Convictions {
		if item.Domain == domain {
			return item.BlockNumber, true
		}
	}
	return 0, false
}
