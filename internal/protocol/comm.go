package protocol

import "encoding/json"

// CommInfoRequest asks for the open comms, of one target if TargetName is not empty.
type CommInfoRequest struct {
	TargetName string `json:"target_name"`
}

// CommInfoReply maps comm_ids to targets.
type CommInfoReply struct {
	Status string                `json:"status"`
	Comms  map[string]CommTarget `json:"comms"`
}

func (r CommInfoReply) normalized() any {
	r.Comms = dict(r.Comms)
	return r
}

// CommTarget is what comm_info_reply says about a comm.
type CommTarget struct {
	TargetName string `json:"target_name"`
}

// CommOpen opens a comm from either side (protocol, "Comms").
type CommOpen struct {
	CommID       string          `json:"comm_id"`
	TargetName   string          `json:"target_name"`
	TargetModule string          `json:"target_module,omitempty"`
	Data         json.RawMessage `json:"data"`
}

func (c CommOpen) normalized() any {
	c.Data = object(c.Data)
	return c
}

func (c CommOpen) size() int { return len(c.Data) }

// CommMsg is a message of an open comm; it has no reply.
type CommMsg struct {
	CommID string          `json:"comm_id"`
	Data   json.RawMessage `json:"data"`
}

func (c CommMsg) normalized() any {
	c.Data = object(c.Data)
	return c
}

func (c CommMsg) size() int { return len(c.Data) }

// CommClose closes a comm, or refuses a comm_open.
type CommClose struct {
	CommID string          `json:"comm_id"`
	Data   json.RawMessage `json:"data"`
}

func (c CommClose) normalized() any {
	c.Data = object(c.Data)
	return c
}

func (c CommClose) size() int { return len(c.Data) }
