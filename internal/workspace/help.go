package workspace

// PackageDirs are the directories of the attached packages in the order of the search
// path, and where further packages are looked for.
func (s *Snapshot) PackageDirs() (attached, libraries []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUpLocked()
	for _, a := range s.search {
		if a.path != "" {
			attached = append(attached, a.path)
		}
	}
	return attached, s.roots()
}
