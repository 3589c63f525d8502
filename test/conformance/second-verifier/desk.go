package main

import (
	"encoding/json"
	"fmt"
	"runtime/debug"
)

// request is one line in: bytes in base64, times as encodings.md has them.
type request struct {
	ID       json.RawMessage `json:"id"`
	Evidence []byte          `json:"evidence"`
	Trust    []byte          `json:"trust"`
	Network  string          `json:"network"`
	Policy   policy          `json:"policy"`
	At       string          `json:"at"`
	Now      string          `json:"now"`
	Node     *nodeFacts      `json:"node"`
}

// answer is one line out: a report, or why there is none. `panic` is a fault of this program and never a verdict.
type answer struct {
	ID json.RawMessage `json:"id,omitempty"`
	*report
	Error string `json:"error,omitempty"`
	Panic string `json:"panic,omitempty"`
}

// desk answers requests one after another and remembers the trust material of the one before.
type desk struct {
	formats  *formats
	held     *trust
	heldName string
}

func (d *desk) answer(line []byte) (answered answer) {
	defer func() {
		if fault := recover(); fault != nil {
			answered = answer{ID: answered.ID, Panic: fmt.Sprintf("%v\n%s", fault, debug.Stack())}
		}
	}()
	asked := request{}
	if err := strictly(line, &asked); err != nil {
		return answer{Error: err.Error()}
	}
	answered.ID = asked.ID
	if asked.Now == "" {
		asked.Now = asked.At
	}
	if !isTime(asked.At) || !isTime(asked.Now) {
		return answer{ID: asked.ID, Error: "at, now: times by docs/formats/encodings.md"}
	}
	made := d.formats.verify(asked.Evidence, question{
		trust: d.trustOf(asked.Trust, asked.Network), policy: asked.Policy, at: instant(asked.At), now: instant(asked.Now), node: asked.Node,
	})
	answered.report = &made
	return answered
}

func (d *desk) trustOf(text []byte, pin string) *trust {
	name := digestHex([]byte(pin), []byte{0}, text)
	if d.held == nil || d.heldName != name {
		d.held, d.heldName = d.formats.readTrust(text, pin), name
	}
	return d.held
}

// UnmarshalJSON takes the facts or the word "unreachable".
func (n *nodeFacts) UnmarshalJSON(bytes []byte) error {
	if string(bytes) == `"unreachable"` {
		n.isUnreachable = true
		return nil
	}
	type plain nodeFacts
	return strictly(bytes, (*plain)(n))
}
