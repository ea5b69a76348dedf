package console

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gokernel/gokernel/internal/protocol"
)

// openExecute decides whether an execute_request will run, counts it, and adds its
// code to the messages that open it, so that no text comes before.
func (c *Console) openExecute(r *request, opening []*protocol.Outgoing) []*protocol.Outgoing {
	r.execute, r.decodeErr = protocol.DecodeExecuteRequest(r.msg)
	r.aborted = r.aborted || r.arrival.precedes(c.lastFailure)
	if r.decodeErr == nil { // aborted too: frontends have cleared the cell
		c.cells.begin(r.msg.Header.Session, r.msg.Metadata, r.execute)
	}
	if r.decodeErr != nil || r.aborted {
		return opening
	}
	ask := r.execute
	if ask.StoreHistory {
		c.count++
		r.count = c.count
		c.history.Add(c.count, ask.Code)
	}
	if ask.Silent {
		return opening
	}
	input := protocol.ExecuteInput{Code: ask.Code, ExecutionCount: r.count}
	return append(opening, r.msg.Publish(protocol.MsgExecuteInput, input))
}

// serveExecute runs an execute_request (protocol, "Execute").
func (c *Console) serveExecute(r *request) step {
	if r.decodeErr != nil {
		return c.fail(r, badContent(r.decodeErr))
	}
	if r.aborted {
		return reply(protocol.AbortedReply{})
	}
	ask := r.execute
	if r.interrupted {
		return c.fail(r, interruptError)
	}
	if strings.ContainsRune(ask.Code, 0) {
		return c.fail(r, protocol.Error{
			EName: "parseError", EValue: "the code contains a NUL character",
			Traceback: []string{"Error: the code contains a NUL character, which R's parser cannot read; remove it"},
		})
	}
	code := strings.ReplaceAll(ask.Code, "\r\n", "\n")
	c.guardedWork(func(b Background) { b.Executing(code) })
	return run(Command{Kind: Execute, Text: code, Silent: ask.Silent}, func(res Result) step {
		return c.executed(r, code, res)
	})
}

// executed goes on when R has finished with the code.
func (c *Console) executed(r *request, code string, res Result) step {
	switch res.Status {
	case OK:
		return c.nextExpression(r, slices.Sorted(maps.Keys(r.execute.UserExpressions)), map[string]json.RawMessage{})
	case Incomplete:
		message := "Can't execute incomplete input:\n" + code
		return c.fail(r, protocol.Error{EName: "incompleteInput", EValue: message, Traceback: []string{message}})
	case Interrupted:
		return c.fail(r, interruptError)
	case Aborted:
		return c.fail(r, protocol.Error{
			EName: "abort", EValue: "R returned to top level without an error",
			Traceback: []string{"Execution aborted: R returned to top level without an error"},
		})
	}
	return c.fail(r, rError(res.JSON))
}

// nextExpression evaluates the user_expressions one after the other.
func (c *Console) nextExpression(r *request, names []string, values map[string]json.RawMessage) step {
	if len(names) == 0 {
		return reply(protocol.ExecuteReply{
			Status: protocol.StatusOK, ExecutionCount: r.count, Payload: r.payload, UserExpressions: values,
		})
	}
	command := Command{Kind: Call, Text: "user_expression", Args: []string{withoutNUL(r.execute.UserExpressions[names[0]])}}
	return run(command, func(res Result) step {
		values[names[0]] = res.JSON
		if res.Status != OK || len(res.JSON) == 0 {
			values[names[0]] = interruptedExpression
		}
		return c.nextExpression(r, names[1:], values)
	})
}

var interruptError = protocol.Error{
	EName: "interrupt", EValue: "Interrupted by the user",
	Traceback: []string{"Interrupted by the user"},
}

var interruptedExpression = json.RawMessage(
	`{"status":"error","ename":"interrupt","evalue":"Interrupted by the user","traceback":["Interrupted by the user"]}`)

func badContent(err error) protocol.Error {
	return protocol.Error{EName: "ProtocolError", EValue: err.Error(), Traceback: []string{err.Error()}}
}

// rError reads the record that the R side made of an error.
func rError(record []byte) protocol.Error {
	var e struct {
		EName     string   `json:"ename"`
		EValue    string   `json:"evalue"`
		Traceback []string `json:"traceback"`
	}
	if err := json.Unmarshal(record, &e); err != nil || len(e.Traceback) == 0 {
		return protocol.Error{EName: "error", EValue: "R reported no message", Traceback: []string{"Error (R reported no message)"}}
	}
	return protocol.Error{EName: e.EName, EValue: e.EValue, Traceback: e.Traceback}
}

// fail publishes the error of an execute_request, aborts the queue behind it if
// the client wants that, and replies.
func (c *Console) fail(r *request, e protocol.Error) step {
	c.publish(protocol.MsgError, e)
	if r.execute.StopOnError && !r.execute.Silent {
		time.Sleep(c.stragglers)
		c.inbox.abortExecutes()
		c.lastFailure = failure{request: r.arrival, replied: time.Now()}
	}
	return reply(protocol.ExecuteReply{
		Status: protocol.StatusError, Error: &e, ExecutionCount: r.count, Payload: r.payload,
	})
}
