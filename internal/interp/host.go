package interp

// CommandKind says what the R thread shall do next.
type CommandKind int

// The kinds of [Command].
const (
	Wait    CommandKind = iota // serve R's event loop until [Wake]
	Execute                    // run Text as a cell
	Call                       // call the rlib function Text with Args
	Quit                       // end R with Status; .Last unless SkipLast
	EOF                        // end of input, as Ctrl-D in a terminal
	Observe                    // look at the workspace for a moment; with Args at these names
)

// Command is what [Host.Next] asks of the R thread.
type Command struct {
	Kind     CommandKind
	Text     string
	Args     []string
	Silent   bool // Execute: show no values
	Status   int  // Quit
	SkipLast bool // Quit
}

// Status says how a command ended.
type Status int

// The values of [Status]; they mirror GK_RES_* in shim.h.
const (
	None       Status = iota // no command has run yet
	OK                       // it ran to its end
	Error                    // an R error reached top level; JSON in Result.JSON
	Interrupt                // the user interrupted it
	Abort                    // it jumped to top level without an error
	Incomplete               // the code ends too early
	Syntax                   // R's parser rejects the code; JSON in Result.JSON
)

// Result is how the previous command ended. JSON is the value of a Call or Observe, or an
// object with ename, evalue and traceback for Error and Syntax.
type Result struct {
	Status Status
	JSON   []byte
}

// DisplayKind says how a MIME bundle is to be shown.
type DisplayKind int

// The kinds of display; they mirror the GK_* constants in shim.h.
const (
	DisplayData DisplayKind = iota
	ExecuteResult
	UpdateDisplayData
)

// Source says where a piece of text was written.
type Source int

// The sources of [Chunk]: R's console, or a captured file descriptor.
const (
	ConsoleStdout Source = iota
	ConsoleStderr
	FD1
	FD2
)

// Chunk is text from one source. It may begin or end inside a UTF-8 sequence and
// need not be valid UTF-8.
type Chunk struct {
	Source Source
	Text   []byte
}

// InputState is the answer of [Host.PollInput].
type InputState int

// The values of [InputState]; they mirror GK_INPUT_* in shim.h.
const (
	InputWait InputState = iota
	InputLine
	InputEOF
)

// Host is what R needs of the program around it. All methods are called on the R
// thread, below C frames: they must return soon and must not call R.
type Host interface {
	// Next takes the result of the previous command and returns the next one.
	// It never blocks; with nothing to do it returns a Wait command.
	Next(prev Result) Command
	// Started is called once, when R and the profiles have been loaded.
	Started()
	// StreamReady says that TakeStreams has something. With full set the R thread
	// wants it taken before it goes on.
	StreamReady(full bool)
	// Display shows a MIME bundle; data and metadata (nil for none) are JSON objects.
	Display(kind DisplayKind, data, metadata []byte, displayID string)
	ClearOutput(wait bool)
	// Cell is the notebook cell that runs, "" if the frontend does not say; CellRun
	// is the number of the run that made a cell's outputs, 0 if the cell is gone.
	Cell() string
	CellRun(id string) int
	// Payload adds an execute_reply payload, a JSON object.
	Payload(payload []byte)
	// StartInput begins to wait for a line of input; an error refuses it.
	StartInput(prompt string, password bool) error
	// PollInput returns the line, ending in a newline, once it is there.
	PollInput() (InputState, string)
	// SaveHistory writes the last lines of the history into a file, for savehistory();
	// LoadHistory adds the last lines of a file, and AddHistory one, for timestamp().
	SaveHistory(file string, lines int) error
	LoadHistory(file string, lines int) error
	AddHistory(line string)
	// Exit is called when R has cleaned up; it must end the process.
	Exit(status int)
	// Fatal is called when R cannot go on; it must end the process.
	Fatal(message string)
	ShowMessage(message string)
}
