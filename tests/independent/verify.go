// Verifies a copy of the certificate log with Go's own library for transparency logs (Debian's package
// golang-golang-x-mod-dev), which shares no line with the hub.
//
// usage: verify FOLDER VERIFIER_KEY_FILE [OLD_CHECKPOINT_FILE]
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func fail(what string, err error) {
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
	os.Exit(1)
}

func read(path string) []byte {
	content, err := os.ReadFile(path)
	if err != nil {
		fail("reading", err)
	}
	return content
}

// The tree that a signed checkpoint names.
func open(path string, verifier note.Verifier) tlog.Tree {
	opened, err := note.Open(read(path), note.VerifierList(verifier))
	if err != nil {
		fail("checkpoint", err)
	}
	lines := strings.Split(opened.Text, "\n")
	// tlog's own form differs in its first line only.
	tree, err := tlog.ParseTree([]byte("go.sum database tree\n" + strings.Join(lines[1:], "\n")))
	if err != nil {
		fail("checkpoint", err)
	}
	return tree
}

type folder struct{ path string }

func (f folder) Height() int                     { return 8 }
func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		name := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		content, err := os.ReadFile(filepath.Join(f.path, name))
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

// The entries of the bundles, which Go's library does not know.
func entries(f folder, size int64) (all [][]byte) {
	for first := int64(0); first < size; first += 256 {
		tile := tlog.Tile{H: 8, L: 0, N: first / 256, W: 256}
		if size-first < 256 {
			tile.W = int(size - first)
		}
		name := "tile/entries/" + strings.TrimPrefix(tile.Path(), "tile/8/0/")
		rest := read(filepath.Join(f.path, name))
		for len(rest) >= 2 {
			length := int(rest[0])<<8 | int(rest[1])
			all = append(all, rest[2:2+length])
			rest = rest[2+length:]
		}
	}
	return all
}

func main() {
	verifier, err := note.NewVerifier(strings.TrimSpace(string(read(os.Args[2]))))
	if err != nil {
		fail("key", err)
	}
	log := folder{os.Args[1]}
	tree := open(filepath.Join(log.path, "checkpoint"), verifier)
	reader := tlog.TileHashReader(tree, log)
	all := entries(log, tree.N)
	if int64(len(all)) != tree.N {
		fail("entries", fmt.Errorf("%d instead of %d", len(all), tree.N))
	}
	for index, entry := range all {
		proof, err := tlog.ProveRecord(tree.N, int64(index), reader)
		if err == nil {
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, int64(index), tlog.RecordHash(entry))
		}
		if err != nil {
			fail(fmt.Sprintf("certificate %d", index), err)
		}
	}
	fmt.Printf("%d certificates included\n", tree.N)
	if len(os.Args) > 3 {
		old := open(os.Args[3], verifier)
		proof, err := tlog.ProveTree(tree.N, old.N, reader)
		if err == nil {
			err = tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash)
		}
		if err != nil {
			fail("consistency", err)
		}
		fmt.Printf("goes on from %d\n", old.N)
	}
}
