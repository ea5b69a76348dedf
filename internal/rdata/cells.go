package rdata

// cells reads what R keeps in pairs: lists of arguments, calls, functions, promises.
func (r *reader) cells(flags int) Value {
	v := Value{Type: Type(flags & 0xFF)}
	if v.Type == Closure {
		return r.closure(flags)
	}
	for first := true; ; first = false {
		if flags&hasAttributes != 0 {
			attributes := r.item()
			if first {
				v.Attributes = &attributes
			}
		}
		tag := ""
		if flags&hasTag != 0 {
			tag = r.item().Text
		}
		v.Items = append(v.Items, r.item())
		v.Tags = append(v.Tags, tag)
		// The rest: more cells, or the end.
		next := int(r.int())
		switch t := next & 0xFF; Type(t) {
		case Pairlist, Call, Dots:
			flags = next
			continue
		}
		r.at -= 4
		r.item()
		return v
	}
}

func (r *reader) closure(flags int) Value {
	v := Value{Type: Closure}
	if flags&hasAttributes != 0 {
		attributes := r.item()
		v.Attributes = &attributes
	}
	if flags&hasTag != 0 {
		r.item() // its environment
	}
	formals := r.item()
	v.Items = []Value{formals, r.item()}
	return v
}

// altrep reads vectors that R keeps in a compact form, as far as packages store them.
func (r *reader) altrep() Value {
	info, state := r.item(), r.item()
	attributes := r.item()
	var v Value
	class := ""
	if len(info.Items) > 0 {
		class = info.Items[0].Text
	}
	switch {
	case class == "compact_intseq" && len(state.Doubles) == 3:
		v = Value{Type: Integer, Length: int(state.Doubles[0])}
	case class == "compact_realseq" && len(state.Doubles) == 3:
		v = Value{Type: Double, Length: int(state.Doubles[0])}
	case class == "deferred_string" && len(state.Items) > 0:
		v = Value{Type: Character, Length: state.Items[0].Length}
	case len(state.Items) > 0: // wrap_*: the vector itself and what is known of it
		v = state.Items[0]
	}
	if attributes.Type != Null {
		v.Attributes = &attributes
	}
	return v
}

// bytecode reads compiled code and returns the expression that it was made from.
func (r *reader) bytecode() Value {
	n := r.size()
	if n > len(r.data) {
		panic(failure{errShort}) // Read returns it
	}
	outer := r.bcLang
	r.bcLang = make([]Value, n)
	defer func() { r.bcLang = outer }()
	return r.compiled()
}

func (r *reader) compiled() Value {
	r.depth++
	if r.depth > maxDepth {
		r.fail("nested too deeply")
	}
	defer func() { r.depth-- }()
	r.item() // the instructions
	var source Value
	for i := range r.size() {
		constant := r.constant(int(r.int()))
		if i == 0 {
			source = constant
		}
	}
	return source
}

func (r *reader) constant(t int) Value {
	switch t {
	case int(Bytecode):
		return r.compiled()
	case int(Call), int(Pairlist), bcRepDef, bcRepRef, attrLang, attrList:
		return r.bcCells(t)
	}
	return r.item()
}

// bcCells reads a call among the constants of byte code.
func (r *reader) bcCells(t int) Value {
	r.depth++
	if r.depth > maxDepth {
		r.fail("nested too deeply")
	}
	defer func() { r.depth-- }()
	position := -1
	switch t {
	case bcRepRef:
		return r.repeated(int(r.int()))
	case bcRepDef:
		position = int(r.int())
		r.repeated(position)
		t = int(r.int())
	case int(Call), int(Pairlist), attrLang, attrList:
	default:
		return r.item()
	}
	v := Value{Type: Call}
	if t == int(Pairlist) || t == attrList {
		v.Type = Pairlist
	}
	if t == attrLang || t == attrList {
		attributes := r.item()
		v.Attributes = &attributes
	}
	tag := r.item().Text
	v.Items, v.Tags = []Value{r.bcCells(int(r.int()))}, []string{tag}
	if rest := r.bcCells(int(r.int())); rest.Type == Pairlist || rest.Type == Call {
		v.Items, v.Tags = append(v.Items, rest.Items...), append(v.Tags, rest.Tags...)
	}
	if position >= 0 {
		r.bcLang[position] = v
	}
	return v
}

func (r *reader) repeated(i int) Value {
	if i < 0 || i >= len(r.bcLang) {
		r.fail("part %d of byte code", i)
	}
	return r.bcLang[i]
}
